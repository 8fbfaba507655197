import ConsoleModel
import Foundation
import Glibc
import LoadEngine
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import WebSocketTransport

/// One `wattswarm charge-point`, from the first connection to the exit code.
package final class ConsoleRun: Sendable {
    private let options: ConsoleOptions
    private let driver = NIOLockedValueBox<(box: NIOLoopBoundBox<ConsoleDriver?>, loop: any EventLoop)?>(nil)

    /// Prepares a run.
    package init(_ options: ConsoleOptions) {
        self.options = options
    }

    /// Ends the console as an interrupt does.
    package func interrupt() {
        guard let (box, loop) = driver.withLockedValue({ $0 }) else { return }
        loop.execute { box.value?.handle(.interrupt) }
    }

    /// Runs until the person, the script or the target ends it; returns the exit code.
    package func run() async throws(ConsoleFailure) -> Int32 {
        let endpoint: WebSocketEndpoint
        do {
            endpoint = try WebSocketEndpoint(url: options.endpoint)
        } catch {
            throw ConsoleFailure(description: "target \(options.endpoint): \(error)")
        }
        let transcript = try openTranscript()
        let isInteractive = RawTerminal.isInteractive
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        if !options.isOffline {
            do {
                try await SingleChargePoint.probe(endpoint, on: group)
            } catch {
                try? await group.shutdownGracefully()
                throw ConsoleFailure(description: error.description)
            }
        }
        let saved = isInteractive ? RawTerminal.enter() : nil
        defer { if let saved { RawTerminal.restore(saved) } }
        let code = await drive(endpoint, isInteractive: saved != nil, transcript: transcript, on: group.next())
        driver.withLockedValue { $0 = nil }
        try? await group.shutdownGracefully()
        try? transcript?.close()
        return code
    }

    private func drive(
        _ endpoint: WebSocketEndpoint, isInteractive: Bool, transcript: FileHandle?, on loop: any EventLoop
    ) async -> Int32 {
        let ended = loop.makePromise(of: Int32.self)
        let options = options
        let box = NIOLoopBoundBox.makeEmptyBox(valueType: ConsoleDriver.self, eventLoop: loop)
        driver.withLockedValue { $0 = (box, loop) }
        let reader = InputReader()
        loop.execute {
            let driver = ConsoleDriver(
                options: options, endpoint: endpoint, isInteractive: isInteractive, transcript: transcript,
                inputReader: reader, on: loop, ended: ended)
            box.value = driver
            driver.begin()
            reader.start(isInteractive: isInteractive) { input in
                loop.execute { box.value?.handle(input) }
            }
        }
        let code = (try? await ended.futureResult.get()) ?? 3
        _ = try? await loop.submit { box.value = nil }.get()
        return code
    }

    private func openTranscript() throws(ConsoleFailure) -> FileHandle? {
        guard let path = options.transcript else { return nil }
        // Opened, not made anew: it may be a pipe or a device.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ConsoleFailure(
                description: "--transcript \(path): the file cannot be written: \(String(cString: strerror(errno)))")
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
