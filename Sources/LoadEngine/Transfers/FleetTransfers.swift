import FileTransfer
import Foundation
import Scenario

/// The file transfers of a whole run: one client for all loops, and the settings of each group.
final class FleetTransfers: Sendable {
    /// What a group's charge points do with files.
    struct Group: Sendable {
        var settings: FileTransferSettings
        var keepDirectory: String?
        var takesOnlyImages: Bool
        var diagnosticsBytes: Int64
        /// Frames of each charge point that are kept.
        var frames: Int
        /// The client's queue.
        var lane: Int
    }

    let client: FileTransferClient
    let groups: [Group]

    /// Starts the client.
    ///
    /// - Parameter descriptors: file descriptors that transfers may use; more of them than these allow wait.
    init(_ plan: Plan, descriptors: Int) throws(RunFailure) {
        groups = plan.groups.indices.map { Self.group(plan.groups[$0].transfers, lane: $0) }
        let parallel = Self.parallel(plan.groups.map(\.transfers.parallel), descriptors: descriptors)
        do {
            var configuration = FileTransferConfiguration(parallel: parallel)
            configuration.threads = Self.threads
            // Moving bytes can wait, the CALLs of a loop on the same core cannot.
            configuration.niceness = 10
            client = try FileTransferClient(configuration)
        } catch {
            throw RunFailure("file transfers: \(error)")
        }
    }

    /// The transfers of one charge point that a person operates; nil when this machine cannot move files.
    static func ofOne() -> FleetTransfers? {
        (try? FileTransferClient(FileTransferConfiguration(parallel: [4]))).map {
            FleetTransfers(client: $0, groups: [group(TransferPlan(), lane: 0)])
        }
    }

    private init(client: FileTransferClient, groups: [Group]) {
        self.client = client
        self.groups = groups
    }

    /// Threads of the client; a file server that leaves out its last reply stops one of them.
    static let threads = 4
    /// Descriptors of one transfer: two connections of FTP, and a file that is kept.
    static let descriptorsPerTransfer = 3

    /// How many transfers each group may have under way, so that all together fit into the descriptors.
    static func parallel(_ wanted: [Int], descriptors: Int) -> [Int] {
        let all = wanted.reduce(0, +)
        let most = max(wanted.count, descriptors / descriptorsPerTransfer)
        guard all > most else { return wanted }
        return wanted.map { max(1, $0 * most / all) }
    }

    private static func group(_ plan: TransferPlan, lane: Int) -> Group {
        var settings = FileTransferSettings()
        settings.bytesPerSecond = plan.bytesPerSecond
        settings.connectTimeoutMilliseconds = plan.connectTimeoutMilliseconds
        settings.stallSeconds = max(1, plan.stallTimeoutMilliseconds / 1000)
        settings.totalSeconds = max(1, plan.timeoutMilliseconds / 1000)
        settings.ftpMode = plan.usesActiveFTP ? .active : .passive
        settings.httpUpload = plan.usesMultipart ? .multipart : .put
        settings.verifiesServer = plan.verifiesServer
        settings.certificateAuthorities = plan.certificateAuthorities
        settings.resumes = plan.resumes
        settings.reusesConnections = plan.reusesConnections
        return Group(
            settings: settings, keepDirectory: plan.keepDirectory, takesOnlyImages: plan.takesOnlyImages,
            diagnosticsBytes: plan.diagnosticsBytes, frames: plan.frames, lane: lane)
    }

    /// What of a plan's `transfers` this machine does not have, one line each, for people; makes folders that are
    /// missing.
    static func problems(of plan: Plan) -> [String] {
        plan.groups.flatMap { group -> [String] in
            var problems: [String] = []
            let place = "fleet.\(group.name).transfers"
            if let file = group.transfers.certificateAuthorities {
                let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
                if !text.contains("-----BEGIN CERTIFICATE-----") {
                    problems.append("\(place): ca: \(file) is no readable file of certificates in PEM")
                }
            }
            if let folder = group.transfers.keepDirectory {
                let manager = FileManager.default
                try? manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
                if !manager.isWritableFile(atPath: folder) {
                    problems.append("\(place): keep: \(folder) is no folder that can be written to")
                }
            }
            return problems
        }
    }
}
