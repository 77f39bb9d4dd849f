// Adds up Vitest's JSON reports and prints the one line that CI reads. A report that is missing, or that ran nothing, is a failure;
// `--skipped` stands for one that could not be had.
import { readFileSync } from 'node:fs';

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
  } catch (error) {
    console.error(`no result in ${file}: ${error.message}`);
    total.failed += 1;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
