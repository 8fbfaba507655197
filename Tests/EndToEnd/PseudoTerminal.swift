import Foundation
import Glibc
import Testing

/// A terminal that a test sits at.
final class PseudoTerminal {
    /// Everything that was shown so far.
    var text: String { String(decoding: bytes, as: UTF8.self) }
    private let master: Int32
    private let slave: Int32
    private var bytes: [UInt8] = []
    /// Behind the last text that was waited for.
    private var position = 0

    init(columns: UInt16, rows: UInt16) throws {
        var ends: (master: Int32, slave: Int32) = (-1, -1)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&ends.master, &ends.slave, nil, nil, &size) == 0 else { throw CocoaError(.fileReadUnknown) }
        (master, slave) = ends
    }

    deinit {
        close(master)
        close(slave)
    }

    /// Starts the tool on the terminal.
    func run(_ arguments: [String], environment: [String: String]) throws -> Process {
        let process = Process()
        process.executableURL = Tool.executable
        process.arguments = arguments
        process.currentDirectoryURL = Tool.top
        var all = ProcessInfo.processInfo.environment
        all["NO_COLOR"] = nil
        process.environment = all.merging(environment) { $1 }
        let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
        process.standardInput = handle
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        return process
    }

    /// Types.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(master, bytes, bytes.count)
    }

    /// Reads until a text is shown behind the last one that was waited for, at most a minute.
    func read(until wanted: String, at location: SourceLocation = #_sourceLocation) {
        let deadline = Date().addingTimeInterval(60)
        while true {
            let shown = String(decoding: bytes[position...], as: UTF8.self)
            if let found = shown.range(of: wanted) {
                position += shown[..<found.upperBound].utf8.count
                return
            }
            if !readSome(milliseconds: 1000), Date() > deadline {
                Issue.record("`\(wanted)` is not shown: \(text)", sourceLocation: location)
                return
            }
        }
    }

    /// Reads what is still there.
    func readRest() {
        while readSome(milliseconds: 0) {}
    }

    /// True while the terminal echoes and edits lines by itself.
    var isCooked: Bool {
        var state = termios()
        return tcgetattr(slave, &state) == 0
            && state.c_lflag & tcflag_t(ECHO | ICANON | ISIG) == tcflag_t(ECHO | ICANON | ISIG)
    }

    private func readSome(milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, milliseconds) > 0, poller.revents & Int16(POLLIN) != 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        bytes += buffer[..<count]
        return true
    }
}
