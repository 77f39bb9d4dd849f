// Adds up Vitest's JSON reports, tells once more what failed, and prints the one line that CI reads. A report that is missing, or that ran nothing, is a failure;
// `--skipped` stands for one that could not be had.
import { readFileSync } from 'node:fs';

/** Of a failure's message: enough to know it by, so that the end of a long log says what to look at. */
const TOLD_CHARACTERS = 1_500;

const total = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  if (file === '--skipped') {
    total.skipped += 1;
    continue;
  }
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    total.passed += report.numPassedTests;
    total.failed += report.numFailedTests + (report.success || report.numFailedTests > 0 ? 0 : 1);
    total.skipped += report.numPendingTests + report.numTodoTests;
    if (report.numPassedTests === 0) total.failed += 1;
    for (const spec of report.testResults) {
      const failed = spec.assertionResults.filter((test) => test.status === 'failed');
      for (const test of failed) tell(spec.name, test.fullName, test.failureMessages.join('\n'));
      if (spec.status === 'failed' && failed.length === 0) tell(spec.name, 'the whole file', spec.message);
    }
  } catch (error) {
    console.error(`no result in ${file}: ${error.message}`);
    total.failed += 1;
  }
}

function tell(file, name, message) {
  console.log(`failed: ${file} > ${name}\n${message.slice(0, TOLD_CHARACTERS)}\n`);
}

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
