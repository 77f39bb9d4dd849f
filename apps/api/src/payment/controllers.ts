import { PaymentAdminController } from './payment-admin.controller.js';
import { PaymentsController } from './payments.controller.js';
import { OwnPayoutsController, PayoutsController } from './payouts.controller.js';
import { TopUpController } from './top-up.controller.js';

export const paymentControllers = [OwnPayoutsController, PaymentAdminController, PaymentsController, PayoutsController, TopUpController];
