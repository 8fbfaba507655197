import CentralSystemModel
import Foundation
import OCPPTypes
import TextFormats

/// A setting of `wattswarm csms`: one row serves the command line (`--name VALUE`) and the configuration file
/// (`name: VALUE`), so both take the same texts and give the same errors.
package struct CentralSystemSetting: Sendable {
    /// Why a text is no value of a setting; a sentence that says what to write.
    package struct Failure: Error, Equatable {
        /// The sentence.
        package var text: String

        init(_ text: String) {
            self.text = text
        }
    }

    typealias Apply = @Sendable (inout CentralSystemServerConfiguration, [String]) throws(Failure) -> Void

    /// The name; one with a dot stands in a mapping of the file: `limits.event-streams`.
    package var name: String
    /// True when it may be given several times: on the command line by repeating the flag, in the file by a list.
    package var isRepeatable: Bool
    private let take: Apply

    /// A setting with one value.
    init(
        _ name: String,
        _ take: @escaping @Sendable (inout CentralSystemServerConfiguration, String) throws(Failure) -> Void
    ) {
        self.name = name
        isRepeatable = false
        self.take = { (configuration, values) throws(Failure) in
            if let last = values.last { try take(&configuration, last) }
        }
    }

    /// A setting with several values.
    init(repeatable name: String, _ take: @escaping Apply) {
        self.name = name
        isRepeatable = true
        self.take = take
    }

    /// Takes over the values.
    ///
    /// - Throws: ``Failure`` for a text that is no value.
    package func apply(_ values: [String], to configuration: inout CentralSystemServerConfiguration) throws(Failure) {
        try take(&configuration, values)
    }

    /// The setting of a name.
    package static func named(_ name: String) -> CentralSystemSetting? { all.first { $0.name == name } }

    // MARK: Values

    /// `HOST:PORT` or `[v6]:PORT`.
    static func address(_ text: String) throws(Failure) -> (host: String, port: Int) {
        guard let address = HostPort(text) else {
            throw Failure("write HOST:PORT with a port from 0 to 65535, for example 127.0.0.1:9000")
        }
        return (address.host, address.port)
    }

    /// A whole number in a range.
    static func number(_ text: String, _ range: ClosedRange<Int>, unit: String = "") throws(Failure) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw Failure("give a whole number from \(range.lowerBound) to \(range.upperBound)\(unit)")
        }
        return number
    }

    /// A span of time such as `90d`, in milliseconds.
    static func span(_ text: String) throws(Failure) -> Int64 {
        let units: [Character: Int64] = ["m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0,
            count <= 100_000
        else { throw Failure("write a whole number and m, h or d, for example 90d") }
        return count * unit
    }

    /// A size such as `16MiB`.
    static func bytes(_ text: String, _ range: ClosedRange<Int>) throws(Failure) -> Int {
        let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
        guard let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }),
            let number = Int(text.dropLast(unit.count)), number > 0, number <= Int.max / factor,
            range.contains(number * factor)
        else {
            throw Failure("give a size from \(sizeText(range.lowerBound)) to \(sizeText(range.upperBound)), like 16MiB")
        }
        return number * factor
    }

    private static func sizeText(_ bytes: Int) -> String {
        bytes % (1 << 30) == 0
            ? "\(bytes >> 30)GiB" : bytes % (1 << 20) == 0 ? "\(bytes >> 20)MiB" : "\(bytes >> 10)KiB"
    }

    /// A word of a list.
    static func word<Value: CaseIterable & RawRepresentable<String>>(
        _ text: String, _ type: Value.Type
    ) throws(Failure) -> Value {
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue)
            throw Failure("give \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")")
        }
        return value
    }
}

extension CentralSystemSetting {
    /// Every setting.
    package static let all: [CentralSystemSetting] = addresses + security + behaviour + logs + limits + files

    /// What the command line reads together with `listen`.
    private static let security: [CentralSystemSetting] = [
        "certificate", "key", "client-ca", "cpo-name", "charge-point-ca", "charge-point-ca-key", "authorization-keys",
    ].map { name in
        CentralSystemSetting(repeatable: name) { (configuration, texts) throws(Failure) in
            configuration.listenerTexts[name] = texts
        }
    }

    private static let addresses: [CentralSystemSetting] = [
        CentralSystemSetting(repeatable: "listen") { (configuration, texts) throws(Failure) in
            for text in texts { _ = try Listener(text) }
            configuration.listenerTexts["listen"] = texts
        },
        CentralSystemSetting("api") { (configuration, text) throws(Failure) in
            (configuration.apiHost, configuration.apiPort) = try address(text)
        },
        CentralSystemSetting("api-certificate") { (configuration, text) throws(Failure) in
            configuration.api.certificatePath = text
        },
        CentralSystemSetting("api-key") { (configuration, text) throws(Failure) in
            configuration.api.keyPath = text
        },
        CentralSystemSetting("database") { (configuration, text) throws(Failure) in
            configuration.databasePath = text
        },
    ]

    /// The word for `id-tags` that accepts every tag; a file of that name is given as `./accept`.
    private static let anyIdTag = "accept"

    private static let behaviour: [CentralSystemSetting] = [
        CentralSystemSetting("registration") { (configuration, text) throws(Failure) in
            configuration.registration = try word(text, RegistrationPolicy.self)
        },
        CentralSystemSetting("heartbeat-interval") { (configuration, text) throws(Failure) in
            configuration.heartbeatInterval = try number(text, 1...86_400, unit: " seconds")
        },
        CentralSystemSetting("retention") { (configuration, text) throws(Failure) in
            configuration.retentionMilliseconds = try span(text)
        },
        CentralSystemSetting(repeatable: "data-transfer-vendor") { (configuration, texts) throws(Failure) in
            configuration.dataTransferVendors = []
            for text in texts {
                guard let vendorId = CiString<255>(text), !text.isEmpty else {
                    throw Failure("a vendorId has 1 to 255 characters")
                }
                configuration.dataTransferVendors.append(DataTransferVendor(vendorId: vendorId))
            }
        },
        CentralSystemSetting("authorization-key-grace") { (configuration, text) throws(Failure) in
            configuration.authorizationKeyGraceSeconds = try number(text, 0...86_400, unit: " seconds")
        },
        CentralSystemSetting("clock") { (configuration, text) throws(Failure) in
            let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].hasSuffix("x"), let factor = Int64(parts[0].dropLast()),
                (1...100_000).contains(factor), let epoch = DateTime(parts[1])
            else { throw Failure("write for example 60x@2030-01-01T12:00:00Z") }
            configuration.clockFactor = factor
            configuration.clockEpoch = epoch
        },
        CentralSystemSetting(repeatable: "id-tags") { (configuration, texts) throws(Failure) in
            configuration.acceptsAnyIdTag = texts.contains(anyIdTag)
            configuration.idTags = []
            for text in texts where text != anyIdTag {
                guard let data = FileManager.default.contents(atPath: text) else {
                    throw Failure("cannot be read; give a file, or \(anyIdTag) to accept any tag")
                }
                do {
                    configuration.idTags += try IdTagFile.parse(String(decoding: data, as: UTF8.self))
                } catch {
                    throw Failure("\(error)")
                }
            }
        },
    ]

    private static let logs: [CentralSystemSetting] = [
        CentralSystemSetting("log-format") { (configuration, text) throws(Failure) in
            configuration.logFormat = try word(text, LogFormat.self)
        },
        CentralSystemSetting("log-level") { (configuration, text) throws(Failure) in
            configuration.logLevel = try word(text, LogLevel.self)
        },
        CentralSystemSetting("watch-folder") { (configuration, text) throws(Failure) in
            configuration.watchFolder = text
        },
        CentralSystemSetting(repeatable: "watch") { (configuration, texts) throws(Failure) in
            configuration.watchList = texts
        },
    ]

    private static let limits: [CentralSystemSetting] = [
        CentralSystemSetting("limits.message-log") { (configuration, text) throws(Failure) in
            configuration.limits.messageLogBytes = try bytes(text, 64 << 10...4 << 30)
        },
        CentralSystemSetting("limits.events") { (configuration, text) throws(Failure) in
            configuration.limits.events = try number(text, 16...1_000_000)
        },
        CentralSystemSetting("limits.event-streams") { (configuration, text) throws(Failure) in
            configuration.api.limits.eventStreams = try number(text, 0...10_000)
        },
        CentralSystemSetting("limits.requests-per-second") { (configuration, text) throws(Failure) in
            let rate = try number(text, 1...1_000_000)
            configuration.api.limits.requestsPerSecond = Double(rate)
            configuration.api.limits.requestBurst = Double(rate) * 2
        },
        CentralSystemSetting("limits.failed-tokens-per-minute") { (configuration, text) throws(Failure) in
            configuration.api.limits.failedTokensPerMinute = Double(try number(text, 1...100_000))
        },
        CentralSystemSetting("limits.request-body") { (configuration, text) throws(Failure) in
            configuration.api.limits.requestBodyBytes = try bytes(text, 1 << 10...1 << 30)
        },
        CentralSystemSetting("limits.connections") { (configuration, text) throws(Failure) in
            configuration.api.limits.connections = try number(text, 1...100_000)
        },
        CentralSystemSetting("limits.watch-file") { (configuration, text) throws(Failure) in
            configuration.watchLimits.fileBytes = try bytes(text, 64 << 10...4 << 30)
        },
        CentralSystemSetting("limits.watch-files") { (configuration, text) throws(Failure) in
            configuration.watchLimits.filesKept = try number(text, 1...100)
        },
    ]
}

/// How log lines look.
package enum LogFormat: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// One JSON object per line.
    case json
}

/// From which level on log lines are written.
package enum LogLevel: String, CaseIterable, Sendable {
    /// Everything.
    case debug
    /// Starts and ends.
    case info
    /// What is unusual.
    case warning
    /// What is broken.
    case error
}
