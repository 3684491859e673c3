// Says in one plain last line how the tests went: `node .ci/tally.mjs REPORT STATUS`, from vitest's JSON report and its
// exit status.
import { readFileSync } from "node:fs";

const [report, status] = process.argv.slice(2);

function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Vitest ended before it could report: that is a failure, not an empty success.
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] };
  }
}

const { numPassedTests, numFailedTests, numPendingTests, testResults } = read(report);
const brokenFiles = testResults.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
).length;
const counted = numFailedTests + brokenFiles;
// An error outside of every test fails the run as well, though no test carries it.
const failed = counted === 0 && status !== "0" ? 1 : counted;

if (numPendingTests > 0) console.log(`${numPendingTests} skipped, and nothing may be skipped here`);
console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || numPendingTests > 0 ? 1 : 0;
