import Foundation
import Testing

/// The web page in a real browser; see `scripts/page-browser`.
@Suite struct PageBrowserTests {
    @Test func `a command sent through the page takes effect at a charge point`() throws {
        let process = Process()
        process.executableURL = Tool.top.appendingPathComponent("scripts/page-browser")
        process.environment = ProcessInfo.processInfo.environment.merging(["WATTSWARM": Tool.executable.path]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 77 {
            print("skipped: no Chromium here (apt-get install chromium)")
            return
        }
        #expect(process.terminationStatus == 0, "\(output)")
        #expect(output.contains("its effect is seen at the charge point"))
    }
}
