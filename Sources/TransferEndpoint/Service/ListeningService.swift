import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A server of Hummingbird that is started and stopped by calls: the start answers with the address, the stop returns when
/// the connections are gone. The file endpoint and the operator API run on it.
///
/// The event loops must outlive it by a while: Hummingbird ends a server in a task that nobody can wait for, and that task
/// asks the loop once more when the server has ended.
package final class ListeningService: Sendable {
    /// For the server: Hummingbird tells at `info` what the ready line tells, so it logs from `warning` on.
    package let logger: Logger
    private let running = Mutex<(services: ServiceGroup, task: Task<Void, any Error>)?>(nil)

    /// A service that does not run yet.
    package init(logger: Logger) {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        self.logger = quiet
    }

    /// Listens and returns the address.
    ///
    /// - Parameters:
    ///   - host: told where the socket has no address of its own, as one in the file system.
    ///   - port: the same.
    ///   - makeService: makes the server; its argument is to be called when the server listens.
    /// - Throws: what `makeService` throws, or an error of NIO when the address cannot be had; nothing runs then.
    package func start(
        host: String, port: Int,
        _ makeService: (_ isListening: @escaping @Sendable (any Channel) async -> Void) throws -> any Service
    ) async throws -> (host: String, port: Int) {
        let (ready, continuation) = AsyncThrowingStream<(host: String, port: Int), any Error>.makeStream()
        let service = try makeService { channel in
            continuation.yield((channel.localAddress?.ipAddress ?? host, channel.localAddress?.port ?? port))
        }
        let services = ServiceGroup(services: [service], logger: logger)
        let task = Task {
            do {
                try await services.run()
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        running.withLock { $0 = (services, task) }
        do {
            for try await address in ready { return address }
            throw CancellationError()
        } catch {
            await stop(isCancelling: true)
            throw error
        }
    }

    /// Stops listening and waits for the end; does nothing when nothing runs.
    ///
    /// - Parameters:
    ///   - isCancelling: true ends connections at once, false lets requests in flight be answered.
    ///   - afterwards: called when nothing new is taken, before the wait.
    package func stop(isCancelling: Bool, afterwards: () -> Void = {}) async {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        await running.services.triggerGracefulShutdown()
        if isCancelling { running.task.cancel() }
        afterwards()
        _ = await running.task.result
    }
}
