import Foundation
import TestSupport
import Testing

/// The web page in a real browser; see `scripts/page-browser`.
@Suite(.ownThread, .timeLimit(.minutes(10))) struct PageBrowserTests {
    @Test func `a command sent through the page takes effect at a charge point`() throws {
        let outcome = try ChildProcess.run(
            Tool.top.appendingPathComponent("scripts/page-browser").path,
            environment: ["WATTSWARM": Tool.executable.path], mixed: true)
        if outcome.status == 77 {
            print("skipped: no Chromium here (apt-get install chromium)")
            return
        }
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("its effect is seen at the charge point"))
    }
}
