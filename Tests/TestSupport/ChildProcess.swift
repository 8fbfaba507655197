import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Another program that a test runs. Its outputs are read while it runs, so no pipe fills up.
///
/// Waiting blocks: suites that use this take the trait ``OwnThread``.
package final class ChildProcess: Sendable {
    /// What a program left.
    package struct Outcome: Sendable {
        /// Exit code, or the number of the signal that ended it.
        package var status: Int32
        /// Standard output.
        package var output: String
        /// Standard error.
        package var errors: String
    }

    /// A program that did not do what the test needs.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        /// Tells what went wrong.
        package init(description: String) {
            self.description = description
        }
    }

    /// What the program reads.
    package enum Input: Sendable {
        /// Nothing.
        case none
        /// A text, then the end.
        case text(String)
        /// Nothing, and the end when ``closeInput()`` is called.
        case open
    }

    /// How long outputs may stay open behind the end of the program, by a child of its own, in seconds.
    private static let patience: TimeInterval = 20

    private let process = Process()
    private let outputText = Collector()
    private let errorText: Collector
    private let input: Pipe?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: a path, or a name that `PATH` finds.
    ///   - environment: what is changed in the environment of the test; nil removes.
    ///   - mixed: whether standard error goes into ``output`` too.
    package init(
        _ program: String, _ arguments: [String] = [], directory: URL? = nil, environment: [String: String?] = [:],
        input: Input = .none, mixed: Bool = false
    ) throws {
        let isPath = program.contains("/")
        process.executableURL = URL(fileURLWithPath: isPath ? program : "/usr/bin/env")
        process.arguments = isPath ? arguments : [program] + arguments
        process.currentDirectoryURL = directory
        var all = ProcessInfo.processInfo.environment
        for (name, value) in environment { all[name] = value }
        process.environment = all
        let output = Pipe()
        let errors = mixed ? output : Pipe()
        process.standardOutput = output
        process.standardError = errors
        errorText = mixed ? outputText : Collector()
        switch input {
        case .none:
            process.standardInput = FileHandle.nullDevice
            self.input = nil
        case .text(let text):
            process.standardInput = try Self.file(of: text)
            self.input = nil
        case .open:
            let pipe = Pipe()
            process.standardInput = pipe
            self.input = pipe
        }
        try process.run()
        outputText.collect(output)
        if !mixed { errorText.collect(errors) }
    }

    /// A file without a name: unlike a pipe it takes a text that the program does not read.
    private static func file(of text: String) throws -> FileHandle {
        guard let file = tmpfile() else { throw Failure(description: "no temporary file: \(errno)") }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        fwrite(bytes, 1, bytes.count, file)
        guard fflush(file) == 0, fseek(file, 0, SEEK_SET) == 0 else {
            throw Failure(description: "the temporary file does not take the text: \(errno)")
        }
        return FileHandle(fileDescriptor: dup(fileno(file)), closeOnDealloc: true)
    }

    /// The number of the process.
    package var identifier: Int32 { process.processIdentifier }
    /// Whether it has not ended yet.
    package var isRunning: Bool { process.isRunning }
    /// Standard output so far.
    package var output: String { outputText.text }
    /// Standard error so far.
    package var errors: String { errorText.text }

    /// Blocks until standard output holds what is wanted; false when it ends before.
    @discardableResult
    package func waitForOutput(_ isEnough: (String) -> Bool) -> Bool { outputText.wait(until: isEnough) }

    /// Blocks until standard error holds what is wanted; false when it ends before.
    @discardableResult
    package func waitForErrors(_ isEnough: (String) -> Bool) -> Bool { errorText.wait(until: isEnough) }

    /// The first line of standard output, without its end; throws when the program ends before.
    package func firstLine() throws -> String {
        guard waitForOutput({ $0.contains("\n") }) else {
            throw Failure(description: "no line from \(process.arguments ?? []): \(output)\(errors)")
        }
        return String(output.prefix { $0 != "\n" })
    }

    /// Sends a signal; does nothing when the program has ended.
    package func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Ends the program's input.
    package func closeInput() { try? input?.fileHandleForWriting.close() }

    /// Closes an open input, waits for the end of the program and of its outputs.
    @discardableResult
    package func end() -> Outcome {
        if input != nil, process.isRunning { closeInput() }
        process.waitUntilExit()
        let limit = Date().addingTimeInterval(Self.patience)
        outputText.waitForEnd(limit)
        errorText.waitForEnd(limit)
        return Outcome(status: process.terminationStatus, output: output, errors: errors)
    }

    /// Runs a program to its end.
    package static func run(
        _ program: String, _ arguments: [String] = [], directory: URL? = nil, environment: [String: String?] = [:],
        input: Input = .none, mixed: Bool = false
    ) throws -> Outcome {
        try ChildProcess(
            program, arguments, directory: directory, environment: environment, input: input, mixed: mixed
        ).end()
    }

    /// Runs a line of the shell to its end; both outputs together.
    package static func shell(_ line: String) throws -> Outcome {
        try run("/bin/bash", ["-c", line], mixed: true)
    }
}

/// Reads a pipe on a thread of its own.
private final class Collector: @unchecked Sendable {
    /// Guards what stands below.
    private let condition = NSCondition()
    private var data = Data()
    private var isAtEnd = false

    var text: String { condition.withLock { String(decoding: data, as: UTF8.self) } }

    func collect(_ pipe: Pipe) {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [self] in
            var part = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(handle.fileDescriptor, &part, part.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                append(Data(part[..<count]))
            }
            append(nil)
            try? handle.close()
        }
    }

    private func append(_ part: Data?) {
        condition.withLock {
            if let part { data += part } else { isAtEnd = true }
            condition.broadcast()
        }
    }

    func wait(until isEnough: (String) -> Bool) -> Bool {
        condition.withLock {
            while true {
                if isEnough(String(decoding: data, as: UTF8.self)) { return true }
                if isAtEnd { return false }
                condition.wait()
            }
        }
    }

    func waitForEnd(_ limit: Date) {
        condition.withLock {
            while !isAtEnd, condition.wait(until: limit) {}
        }
    }
}
