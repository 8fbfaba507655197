import CentralSystemModel
import OCPPTypes
import WebSocketTransport

/// Settings of the included central system: what `wattswarm csms` takes.
package struct CentralSystemServerConfiguration: Sendable {
    /// Addresses for charge points, at least one.
    package var listeners = [Listener(host: "127.0.0.1", port: 9000)]
    /// Passwords and authorities of the listeners.
    package var security = SecurityConfiguration()
    /// Listeners as a configuration file gives them, by the names of flags, until the command line makes ``listeners``
    /// of them.
    package var listenerTexts: [String: [String]] = [:]
    /// URL path before the identity.
    package var path = "/ocpp"
    /// Address of the operator API.
    package var apiHost = "127.0.0.1"
    /// Port of the operator API; 0 picks a free one.
    package var apiPort = 8080
    /// Access to the operator API.
    package var api = OperatorAPIConfiguration()
    /// The program's version, for the API's description.
    package var version = "0"
    /// The SQLite file; made when it does not exist.
    package var databasePath = "wattswarm.sqlite"
    /// Which charge points may register.
    package var registration = RegistrationPolicy.accept
    /// Interval of an accepted BootNotification.conf in seconds, real time.
    package var heartbeatInterval = 300
    /// Interval of a pending or rejected BootNotification.conf in seconds.
    package var bootRetryInterval = 60
    /// How many times faster than real time the clock runs (`--clock 60x@E`).
    package var clockFactor: Int64 = 1
    /// What the clock shows at the start; nil: the machine's time.
    package var clockEpoch: DateTime?
    /// How long what is over is kept, in milliseconds of the central system's clock (`--retention 90d`); nil: for ever.
    package var retentionMilliseconds: Int64?
    /// Vendors whose DataTransfer is understood.
    package var dataTransferVendors: [DataTransferVendor] = []
    /// Id tags to enter at the start; they replace entries of the same tag.
    package var idTags: [IdTagRecord] = []
    /// Whether an id tag that nobody entered is accepted (`--id-tags accept`).
    package var acceptsAnyIdTag = false
    /// How long the old AuthorizationKey still opens a connection after the charge point has accepted a new one, in
    /// seconds of real time.
    package var authorizationKeyGraceSeconds = 60
    /// Slowness and faults on purpose; nil: none.
    package var calibration: Calibration?
    /// The file endpoint.
    package var files = FilesConfiguration()
    /// How log lines look.
    package var logFormat = LogFormat.text
    /// From which level on log lines are written.
    package var logLevel = LogLevel.info
    /// Folder of the watch list's files; nil: there is no watch list.
    package var watchFolder: String?
    /// Charge points that are on the watch list from the start.
    package var watchList: [String] = []
    /// Bounds of the watch list.
    package var watchLimits = WatchLogLimits()
    /// Bounds of the model.
    package var modelLimits = CentralSystemLimits()
    /// Bounds of the server.
    package var limits = CentralSystemServerLimits()
    /// Limits of frames and messages.
    package var webSocketLimits = WebSocketLimits()
    /// Time-outs and Pings of connections.
    package var webSocketTiming = CentralSystemServerConfiguration.timing

    /// The defaults of the command line.
    package init() {}

    /// Port of the first listener.
    package var listenPort: Int {
        get { listeners[0].port }
        set { listeners[0].port = newValue }
    }

    /// A Ping after every minute of silence finds connections whose other end is gone without a word.
    private static var timing: WebSocketTiming {
        var timing = WebSocketTiming()
        timing.pingInterval = .seconds(60)
        return timing
    }
}

/// Bounds of the server; reaching one is answered and counted.
package struct CentralSystemServerLimits: Sendable, Equatable {
    /// How long the outcomes of stores are worked off in one turn of the event loop; the rest waits for the next.
    package var reportsOfTurnNanoseconds: Int64 = 10_000_000
    /// How long before a calibrated answer is due the loop wakes; the rest it waits awake, since timers are late by tens
    /// of microseconds.
    package var calibrationLeadNanoseconds: Int64 = 100_000
    /// Memory of the OCPP log, of all charge points together, in bytes.
    package var messageLogBytes = 16 << 20
    /// Events that readers of the operator API can still ask for.
    package var events = 4_096
    /// Questions and orders of operators that wait for the model's event loop.
    package var operatorRequests = 256
    /// Commands to charge points whose end an operator awaits; apart from ``operatorRequests`` because they take as
    /// long as a charge point likes.
    package var operatorCommands = 4_096
    /// Frames of one charge point per second on average; a CALL beyond it gets InternalError, and
    /// each frame counts as a faulty one.
    package var framesPerSecond = 50_000.0
    /// Frames of one charge point at once after a pause.
    package var frameBurst = 100_000
    /// Faulty frames of one charge point per second on average: malformed, answers to nothing, beyond the frame rate.
    /// Beyond it the connection closes with 1008.
    package var faultyFramesPerSecond = 10.0
    /// Faulty frames of one charge point at once after a pause.
    package var faultyFrameBurst = 1_000
    /// Connections of one identity per second on average; beyond it handshakes are answered 429.
    package var handshakesPerSecondOfIdentity = 2.0
    /// Connections of one identity at once after a pause.
    package var handshakeBurstOfIdentity = 100
    /// Identities whose handshakes are watched at once; while all of them are busy, others are answered 429.
    package var trackedIdentities = 200_000

    /// The default limits.
    package init() {}
}
