import FileService
import OperatorInterface
import TransferEndpoint
import TransferModel

extension Metrics {
    /// The file endpoint's figures.
    struct Files {
        var counters: TransferCounters
        /// Bytes and files of the store, uploads under way among them.
        var usage: (bytes: Int64, files: Int)
        var users: Int
        var displacedUsers: Int
        var lostRecords: Int

        init(_ files: FilesService) {
            counters = files.endpoint.counters
            usage = files.store.usage(of: .root)
            users = files.users.count
            displacedUsers = files.users.displaced
            lostRecords = files.ledger.lost
        }
    }

    func writeFiles(to text: inout MetricsText) {
        guard let files else { return }
        func transfers(_ name: String, _ help: String, _ value: (TransferCounters.Row) -> Int) {
            text.counters(
                name, help, label: "scheme",
                TransferScheme.allCases.map { scheme in
                    let rows = files.counters.transfers.filter { $0.key.scheme == scheme }
                    return (scheme.rawValue, rows.reduce(0) { $0 + value($1.value) })
                })
        }
        transfers("file_transfers_started_total", "File transfers begun.", \.started)
        transfers("file_transfers_succeeded_total", "File transfers that came to a good end.", \.succeeded)
        transfers("file_transfers_failed_total", "File transfers that failed.", \.failed)
        transfers("file_bytes_total", "Bytes of files that went over.") { Int(clamping: $0.bytes) }
        text.counters(
            "file_failures_total", "Failed file transfers by cause.", label: "cause",
            Self.sorted(files.counters.failures))
        text.counters(
            "file_violations_total", "Faults of the file endpoint's peers and limits reached.", label: "kind",
            Self.sorted(files.counters.violations))
        text.gauge("file_connections", "Connections of the file endpoint.", files.counters.openConnections)
        text.counter(
            "file_connections_refused_total", "Connections that the file endpoint closed at once, beyond a limit.",
            files.counters.refusedConnections)
        text.gauge("files", "Files of the endpoint, uploads under way among them.", files.usage.files)
        text.gauge("files_bytes", "Bytes of these files.", Int(clamping: files.usage.bytes))
        text.gauge("file_users", "Users of the file endpoint.", files.users)
        text.counter(
            "file_users_displaced_total", "Users of orders that went before their time: too many.", files.displacedUsers
        )
        text.counter("file_records_lost_total", "Records of files and transfers that were lost.", files.lostRecords)
    }

    private static func sorted(_ counts: [String: Int]) -> [(String, Int)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key.replacing(" ", with: "_"), $0.value) }
    }
}
