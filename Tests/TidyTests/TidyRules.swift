import Foundation

/// The rules as functions of lines.
enum TidyRules {
    /// Targets without clock, socket, file, thread and system randomness.
    static let pureTargets: Set<String> = [
        "OCPPTypes", "OCPPJSON", "SmartCharging", "ScheduleExplainer", "Measurement", "ChargePointModel",
        "CentralSystemModel", "Scenario", "Fleet", "Report", "ConsoleModel", "TransferModel", "OperatorInterface",
        "OperatorPage", "TerminalText", "TextFormats",
    ]

    /// Which modules the files of a target may import; the compiler lets transitive imports pass, this table does not.
    static let imports: [String: Set<String>] = [
        "OCPPTypes": [],
        "OCPPJSON": ["OCPPTypes"],
        "SmartCharging": ["OCPPTypes"],
        "ScheduleExplainer": ["OCPPTypes", "TextFormats", "OCPPJSON", "SmartCharging"],
        "Measurement": ["OCPPTypes", "Histogram"],
        "ChargePointModel": ["OCPPTypes", "SmartCharging"],
        "CentralSystemModel": ["OCPPTypes", "SmartCharging"],
        // The reader of YAML takes libyaml's events, which Yams does not hand on; see `YamlEvents`.
        "TextFormats": ["OCPPTypes", "CYaml"],
        "Scenario": ["OCPPTypes", "Measurement", "TextFormats"],
        "Fleet": ["OCPPTypes", "ChargePointModel", "Scenario"],
        "TerminalText": [],
        "Report": ["OCPPTypes", "TextFormats", "Measurement", "TerminalText"],
        "OperatorInterface": ["OCPPTypes", "TextFormats", "Crypto"],
        "OperatorPage": ["OCPPTypes", "TextFormats", "CentralSystemModel", "OperatorInterface"],
        "Credentials": [
            "OCPPTypes", "TextFormats", "Crypto", "CryptoExtras", "X509", "SwiftASN1", "Foundation", "Glibc",
        ],
        "ConsoleModel": ["OCPPTypes", "TextFormats", "OCPPJSON", "ChargePointModel", "TerminalText"],
        "TransferModel": ["OCPPTypes", "TextFormats"],
        "TransferEndpoint": [
            "OCPPTypes", "TextFormats", "TransferModel", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "NIOHTTP1",
            "NIOHTTPTypes",
            "NIOHTTPTypesHTTP1", "Crypto", "HTTPTypes", "HummingbirdCore", "HummingbirdTLS", "Logging",
            "ServiceLifecycle", "Synchronization", "Glibc",
        ],
        "WebSocketTransport": [
            "TextFormats", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "Crypto", "Glibc", "Synchronization",
        ],
        "StandardStreams": ["Glibc", "Synchronization"],
        "CCurl": [],
        "CZlib": [],
        "FileTransfer": [
            "OCPPTypes", "TextFormats", "CCurl", "CZlib", "Crypto", "Foundation", "Glibc", "Synchronization",
        ],
        "CentralSystemStore": [
            "OCPPTypes", "OCPPJSON", "CentralSystemModel", "OperatorInterface", "TransferModel", "GRDB", "GRDBSQLite",
            "Logging", "Foundation", "Synchronization", "Glibc",
        ],
        "CentralSystemSettings": [
            "OCPPTypes", "OCPPJSON", "CentralSystemModel", "OperatorInterface", "TextFormats",
            "WebSocketTransport", "Credentials", "TransferModel", "TransferEndpoint", "Foundation",
        ],
        "FileService": [
            "OCPPTypes", "TextFormats", "CentralSystemSettings", "CentralSystemStore", "FileTransfer",
            "TransferEndpoint",
            "TransferModel", "Crypto", "NIOCore", "NIOPosix", "Logging", "Foundation", "Synchronization",
        ],
        "CentralSystemDriver": [
            "OCPPTypes", "TextFormats", "OCPPJSON", "CentralSystemModel", "CentralSystemSettings", "OperatorInterface",
            "WebSocketTransport", "Credentials", "Crypto", "NIOCore", "NIOPosix", "Logging", "Foundation",
            "Synchronization",
        ],
        "OperatorAPI": [
            "OCPPTypes", "TextFormats", "OCPPJSON", "CentralSystemDriver", "CentralSystemModel",
            "CentralSystemSettings",
            "CentralSystemStore", "FileService", "OperatorInterface", "OperatorPage", "WebSocketTransport",
            "TransferModel", "TransferEndpoint", "NIOCore", "NIOPosix", "NIOSSL", "NIOHTTP1", "NIOHTTPTypes",
            "NIOHTTPTypesHTTP1", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HTTPTypes", "Logging",
            "ServiceLifecycle", "Foundation", "StandardStreams", "Synchronization",
        ],
        "CentralSystemServer": [
            "OCPPTypes", "TextFormats", "CentralSystemDriver", "CentralSystemModel", "CentralSystemSettings",
            "CentralSystemStore",
            "FileService", "OperatorAPI", "WebSocketTransport", "TransferEndpoint", "NIOCore", "NIOPosix", "Logging",
            "ServiceLifecycle", "Foundation", "StandardStreams",
        ],
        "LoadEngine": [
            "OCPPTypes", "TextFormats", "OCPPJSON", "ChargePointModel", "Scenario", "Fleet", "Measurement", "Report",
            "WebSocketTransport", "Credentials", "FileTransfer", "NIOCore", "NIOPosix", "NIOConcurrencyHelpers",
            "Crypto",
            "Foundation", "Glibc", "Synchronization",
        ],
        "Console": [
            "OCPPTypes", "ChargePointModel", "ConsoleModel", "Credentials", "LoadEngine", "WebSocketTransport",
            "NIOCore", "NIOPosix", "NIOConcurrencyHelpers", "Foundation", "Glibc", "StandardStreams",
        ],
        "CLI": [
            "OCPPTypes", "TextFormats", "Scenario", "Measurement", "Report", "LoadEngine", "Console",
            "CentralSystemModel",
            "CentralSystemServer", "CentralSystemSettings", "CentralSystemStore", "OperatorAPI", "OperatorInterface",
            "ScheduleExplainer",
            "WebSocketTransport", "Credentials", "ChargePointModel", "Fleet", "StandardStreams",
            "ArgumentParser", "Logging", "ServiceLifecycle", "Foundation",
            "Synchronization",
            "Dispatch",
        ],
    ]

    static let longestFile = 600
    static let longestFunction = 70

    static func length(of lines: [String]) -> [String] {
        var found: [String] = []
        let count = lines.last == "" ? lines.count - 1 : lines.count
        if count > longestFile { found.append("\(count) lines, at most \(longestFile)") }
        var start: (line: Int, indent: Int)?
        for (index, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " }.count
            let text = line.dropFirst(indent)
            if start == nil, isFunction(text) { start = (index, indent) }
            if let begun = start, index > begun.line, indent == begun.indent, text.hasPrefix("}") {
                let size = index - begun.line + 1
                if size > longestFunction {
                    found.append("line \(begun.line + 1): a function of \(size) lines, at most \(longestFunction)")
                }
                start = nil
            } else if let begun = start, index == begun.line, text.hasSuffix("}") {
                start = nil
            }
        }
        return found
    }

    private static func isFunction(_ text: Substring) -> Bool {
        guard !text.hasPrefix("//"), !text.hasPrefix("case ") else { return false }
        return text.contains("func ") || text.hasPrefix("init(") || text.contains(" init(")
    }

    private static let impureWords = [
        "Date()", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "UUID()", "clock_gettime",
        "FileManager", "ProcessInfo", "getenv(", "Thread.", "Task {", "Task.detached",
    ]
    private static let impureImports = [
        "import Foundation", "import NIO", "import Dispatch", "import Glibc", "import Logging",
        "import Synchronization",
    ]

    static func impurities(in lines: [String]) -> [String] {
        var found: [String] = []
        for (index, line) in lines.enumerated() {
            let code = withoutComment(line)
            let isRandom = (code.contains(".random(in:") || code.contains(".random()")) && !code.contains("using:")
            if isRandom || impureWords.contains(where: { code.contains($0) })
                || impureImports.contains(where: { code.contains($0) })
            {
                found.append("line \(index + 1): \(line)")
            }
        }
        return found
    }

    static func foreignImports(in lines: [String], allowed: Set<String>) -> [String] {
        lines.compactMap { line in
            let words = withoutComment(line).split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position <= 2, position + 1 < words.count,
                words[..<position].allSatisfy({
                    $0.hasPrefix("@") || ["package", "internal", "public", "private"].contains($0)
                })
            else { return nil }
            var name = words[position + 1]
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
            if kinds.contains(name), position + 2 < words.count { name = words[position + 2].prefix { $0 != "." } }
            let module = String(name.prefix { $0 != "." })
            return allowed.contains(module) ? nil : module
        }
    }

    static func leftovers(in lines: [String], mayPrint: Bool) -> [String] {
        var found: [String] = []
        for (index, line) in lines.enumerated() {
            let code = withoutComment(line).drop { $0 == " " }
            let prints = code.hasPrefix("print(") || code.hasPrefix("debugPrint(") || code.hasPrefix("dump(")
            let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"].contains { line.contains($0) }
            if prints && !mayPrint || unfinished { found.append("line \(index + 1): \(line)") }
        }
        return found
    }

    private static let writers = [
        "print(", "debugPrint(", "dump(", "fputs(", "fwrite(", "fprintf(", "puts(", "putchar(", "perror(", "fflush(",
        "FileHandle.standardError", "FileHandle.standardOutput", "FileHandle.standardInput", "STDERR_FILENO",
        "STDOUT_FILENO", "StreamLogHandler",
    ]

    /// Calls that write to a standard stream, or read it, and end the process where that is not possible.
    static func writers(in lines: [String]) -> [String] {
        lines.filter { line in
            let code = withoutComment(line)
            return writers.contains { word in
                guard let place = code.range(of: word) else { return false }
                // The last letter of another name, or a member of something else, is no call of this one.
                guard let before = code[..<place.lowerBound].last else { return true }
                return !before.isLetter && !before.isNumber && before != "." && before != "_" && before != "`"
            }
        }
    }

    static func sleeps(in lines: [String]) -> [String] {
        lines.filter { line in
            let code = withoutComment(line)
            return code.contains("Task.sleep") || code.contains("usleep(") || code.contains("Thread.sleep")
        }
    }

    /// What waits for another process, a socket or another thread.
    private static let waits = [
        "RawPeer(", "ChildProcess", "Tool.run(", "Tool.start(", ".shell(", "TestServer.with", "TestEndpoint",
        "Task.yield()", "sched_yield()",
    ]
    /// Those of them that keep the thread.
    private static let blockingWaits = ["RawPeer(", "ChildProcess", "Tool.run(", "Tool.start(", ".shell("]

    /// Suites that wait without a time limit, or block a thread that other tests need.
    static func unboundedWaits(in lines: [String]) -> [String] {
        let code = lines.map(withoutComment)
        let waiting = code.contains { line in waits.contains { line.contains($0) } }
        let blocking = code.contains { line in blockingWaits.contains { line.contains($0) } && !line.contains("func ") }
        var found: [String] = []
        for (index, line) in code.enumerated() where line.hasPrefix("@Suite") {
            let end = code[index...].firstIndex { $0.contains("struct ") || $0.contains("enum ") } ?? index
            let traits = code[index...end].joined(separator: " ")
            if waiting, !traits.contains(".timeLimit(") { found.append("line \(index + 1): waits without .timeLimit") }
            if blocking, !traits.contains(".ownThread") { found.append("line \(index + 1): blocks without .ownThread") }
        }
        return found
    }

    /// Places that read a clock of the real world, which a test may not assert on.
    static func wallTime(in lines: [String]) -> [String] {
        lines.filter { line in
            let code = withoutComment(line)
            return code.contains("ContinuousClock") || code.contains("SuspendingClock")
        }
    }

    static func deadLinks(in file: SourceTree.File) -> [String] {
        var found: [String] = []
        let folder = SourceTree.top.appendingPathComponent(file.path).deletingLastPathComponent()
        for (index, line) in file.lines.enumerated() {
            for part in line.components(separatedBy: "](").dropFirst() {
                let target = String(part.prefix { $0 != ")" && $0 != "#" && $0 != " " })
                guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("doc:"), !target.hasPrefix("mailto:")
                else { continue }
                let path = folder.appendingPathComponent(target).path
                if !FileManager.default.fileExists(atPath: path) { found.append("line \(index + 1): \(target)") }
            }
        }
        return found
    }

    static func withoutComment(_ line: String) -> String {
        guard let slashes = line.range(of: "//") else { return line }
        // A URL in a string is no comment.
        let before = line[..<slashes.lowerBound]
        return before.hasSuffix(":") ? line : String(before)
    }
}
