import Foundation
import TransferEndpoint

/// Settings of the file endpoint.
extension CentralSystemSetting {
    static let files: [CentralSystemSetting] = fileAddresses + fileFolder + fileTransport + fileLimits

    private static let fileAddresses: [CentralSystemSetting] = [
        listener("http-files", \.http), listener("https-files", \.https), listener("ftp", \.ftp),
        listener("ftps", \.ftps),
        CentralSystemSetting("files-host") { (configuration, text) throws(Failure) in
            guard (1...253).contains(text.utf8.count), !text.contains(where: { "/@?#[] \t".contains($0) }) else {
                throw Failure("give a host name or an address as charge points reach it, without a port")
            }
            configuration.files.publicHost = text
        },
    ]

    private static func listener(
        _ name: String, _ member: any WritableKeyPath<FilesConfiguration, FilesConfiguration.Address?> & Sendable
    ) -> CentralSystemSetting {
        CentralSystemSetting(name) { (configuration, text) throws(Failure) in
            let (host, port) = try address(text)
            configuration.files[keyPath: member] = FilesConfiguration.Address(host: host, port: port)
        }
    }

    private static let fileFolder: [CentralSystemSetting] = [
        CentralSystemSetting("files") { (configuration, text) throws(Failure) in
            configuration.files.directory = text
        },
        CentralSystemSetting("files-retention") { (configuration, text) throws(Failure) in
            configuration.files.retentionMilliseconds = try span(text)
        },
        CentralSystemSetting("files-keep-partial") { (configuration, text) throws(Failure) in
            configuration.files.keepsPartialUploads = try truth(text)
        },
        CentralSystemSetting("file-faults") { (configuration, text) throws(Failure) in
            guard let data = FileManager.default.contents(atPath: text) else { throw Failure("cannot be read") }
            do {
                configuration.files.faults = try FileFaultsText.parse(text: String(decoding: data, as: UTF8.self))
            } catch {
                throw Failure("\(error)")
            }
        },
    ]

    private static let fileTransport: [CentralSystemSetting] = [
        file("files-certificate", \.certificate), file("files-key", \.key),
        file("files-vendor-ca", \.vendorAuthorities),
        CentralSystemSetting("ftp-passive-ports") { (configuration, text) throws(Failure) in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 2, let first = parts[0], let last = parts[1], 1_024 <= first, first <= last,
                last < 65_536
            else { throw Failure("write for example 50000-50100") }
            configuration.files.passivePorts = first...last
        },
        CentralSystemSetting("ftp-requires-tls") { (configuration, text) throws(Failure) in
            configuration.files.requiresTLS = try truth(text)
        },
    ]

    private static func file(
        _ name: String, _ member: any WritableKeyPath<FilesConfiguration, String?> & Sendable
    ) -> CentralSystemSetting {
        CentralSystemSetting(name) { (configuration, text) throws(Failure) in
            guard FileManager.default.isReadableFile(atPath: text) else { throw Failure("cannot be read") }
            configuration.files[keyPath: member] = text
        }
    }

    private static let fileLimits: [CentralSystemSetting] = [
        quota("limits.file", \.fileBytes), quota("limits.files", \.totalBytes),
        quota("limits.firmware-library", \.firmwareBytes), quota("limits.files-of-charge-point", \.chargePointBytes),
    ]

    private static func quota(
        _ name: String, _ member: any WritableKeyPath<FileStoreLimits, Int64> & Sendable
    ) -> CentralSystemSetting {
        CentralSystemSetting(name) { (configuration, text) throws(Failure) in
            configuration.files.storeLimits[keyPath: member] = Int64(try bytes(text, 1 << 10...1 << 50))
        }
    }

    private static func truth(_ text: String) throws(Failure) -> Bool {
        switch text {
        case "true": true
        case "false": false
        default: throw Failure("give true or false")
        }
    }
}
