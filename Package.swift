// swift-tools-version: 6.2
import Foundation
import PackageDescription

// What may import what: pure targets first, then bytes, then sockets. The suite `TidyTests` holds every
// import, and this file, against its own copy of the table, because the compiler lets transitive imports pass.

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioConcurrency: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
// GRDB's own module of SQLite: the statements of the hot path take their values directly.
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
// The file endpoint and the operator API set up their own connections on Hummingbird's server (large reads, sendfile,
// TLS; limits): that needs the server's parts by name, which `Hummingbird` brings along anyway.
let hummingbirdParts: [Target.Dependency] = [
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HummingbirdTLS", package: "hummingbird"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

var targets: [Target] = [
    // Row 0 to 3: pure.
    .target(name: "OCPPTypes"),
    .target(name: "TextFormats", dependencies: ["OCPPTypes", yams]),
    .target(name: "OCPPJSON", dependencies: ["OCPPTypes"]),
    .target(name: "SmartCharging", dependencies: ["OCPPTypes"]),
    .target(name: "ScheduleExplainer", dependencies: ["OCPPTypes", "OCPPJSON", "SmartCharging", "TextFormats"]),
    .target(name: "Measurement", dependencies: ["OCPPTypes", histogram]),
    .target(name: "ChargePointModel", dependencies: ["OCPPTypes", "SmartCharging"]),
    .target(name: "CentralSystemModel", dependencies: ["OCPPTypes", "SmartCharging"]),
    .target(name: "Scenario", dependencies: ["OCPPTypes", "Measurement", "TextFormats"]),
    .target(name: "Fleet", dependencies: ["OCPPTypes", "ChargePointModel", "Scenario"]),
    .target(name: "TerminalText"),
    .target(name: "Report", dependencies: ["OCPPTypes", "Measurement", "TerminalText", "TextFormats"]),
    .target(
        name: "ConsoleModel",
        dependencies: ["OCPPTypes", "OCPPJSON", "ChargePointModel", "TerminalText", "TextFormats"]),
    .target(name: "TransferModel", dependencies: ["OCPPTypes", "TextFormats"]),
    // The libraries of the system. libcurl moves files by FTP, FTPS, HTTP and HTTPS with resume and rate limits: no
    // Swift package speaks FTP. zlib makes the archives of diagnostics while they are sent.
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // The one writer of standard output and standard error.
    .target(name: "StandardStreams"),
    .target(name: "OperatorInterface", dependencies: ["OCPPTypes", "TextFormats", crypto]),
    .target(
        name: "OperatorPage", dependencies: ["OCPPTypes", "CentralSystemModel", "OperatorInterface", "TextFormats"]),
    // Row 4 and 5: sockets, files, clocks.
    .target(name: "Credentials", dependencies: ["OCPPTypes", "TextFormats", crypto, cryptoExtras, x509, asn1]),
    .target(name: "WebSocketTransport", dependencies: ["TextFormats", nioCore, nioPosix, nioSSL, nioTLS, crypto]),
    .target(name: "FileTransfer", dependencies: ["OCPPTypes", "CCurl", "CZlib", "TextFormats", crypto]),
    .target(
        name: "TransferEndpoint",
        dependencies: [
            "OCPPTypes", "TransferModel", "TextFormats", nioCore, nioPosix, nioSSL, nioTLS, crypto, httpTypes, logging,
            lifecycle,
        ] + hummingbirdParts),
    .target(
        name: "CentralSystemStore",
        dependencies: [
            "CentralSystemModel", "OCPPJSON", "OCPPTypes", "OperatorInterface", "TransferModel", grdb, sqlite, logging,
        ]),
    // Shared by the central system and the command line.
    .target(
        name: "CentralSystemSettings",
        dependencies: [
            "CentralSystemModel", "Credentials", "OCPPJSON", "OCPPTypes", "OperatorInterface", "TextFormats",
            "TransferEndpoint", "TransferModel", "WebSocketTransport",
        ]),
    .target(
        name: "FileService",
        dependencies: [
            "CentralSystemSettings", "CentralSystemStore", "FileTransfer", "OCPPTypes", "TransferEndpoint",
            "TransferModel", "TextFormats", nioCore, nioPosix, crypto, logging,
        ]),
    .target(
        name: "CentralSystemDriver",
        dependencies: [
            "CentralSystemModel", "CentralSystemSettings", "Credentials", "OCPPJSON", "OCPPTypes", "OperatorInterface",
            "WebSocketTransport", "TextFormats", nioCore, nioPosix, crypto, logging,
        ]),
    .target(
        name: "OperatorAPI",
        dependencies: [
            "CentralSystemDriver", "CentralSystemModel", "CentralSystemSettings", "CentralSystemStore", "FileService",
            "OCPPJSON", "OCPPTypes", "OperatorInterface", "OperatorPage", "StandardStreams", "TransferEndpoint",
            "TransferModel", "WebSocketTransport", "TextFormats", nioCore, nioPosix, nioSSL, hummingbird, httpTypes,
            logging,
            lifecycle,
        ] + hummingbirdParts),
    // The composition of these.
    .target(
        name: "CentralSystemServer",
        dependencies: [
            "CentralSystemDriver", "CentralSystemModel", "CentralSystemSettings", "CentralSystemStore", "FileService",
            "OCPPTypes", "OperatorAPI", "StandardStreams", "TransferEndpoint", "WebSocketTransport", "TextFormats",
            nioCore, nioPosix,
            logging, lifecycle,
        ]),
    .target(
        name: "LoadEngine",
        dependencies: [
            "OCPPTypes", "OCPPJSON", "ChargePointModel", "Scenario", "Fleet", "Measurement", "Report",
            "WebSocketTransport", "Credentials", "FileTransfer", "TextFormats", nioCore, nioPosix, nioConcurrency,
            crypto,
        ]),
    .target(
        name: "Console",
        dependencies: [
            "OCPPTypes", "ChargePointModel", "ConsoleModel", "Credentials", "LoadEngine", "StandardStreams",
            "WebSocketTransport", nioCore, nioPosix, nioConcurrency,
        ]),
    // Row 6: the command line.
    .executableTarget(
        name: "CLI",
        dependencies: [
            "OCPPTypes", "Scenario", "Measurement", "Report", "LoadEngine", "Console", "CentralSystemServer",
            "CentralSystemModel", "CentralSystemSettings", "CentralSystemStore", "OperatorAPI", "OperatorInterface",
            "ScheduleExplainer", "WebSocketTransport", "Credentials", "ChargePointModel", "Fleet", "StandardStreams",
            "TextFormats",
            argumentParser, logging,
        ]),
    // Tests.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    // What the fuzzers and the tests of the same parsers share.
    .target(
        name: "FuzzSupport", dependencies: ["OCPPJSON", "OCPPTypes", "WebSocketTransport"],
        path: "Tests/Fuzz/FuzzSupport"),
    .target(
        name: "FuzzProperties",
        dependencies: ["FuzzSupport", "OCPPTypes", "Scenario", "ScheduleExplainer", "ConsoleModel", "TextFormats"],
        path: "Tests/Fuzz/FuzzProperties"),
    .testTarget(name: "DocumentFuzzTests", dependencies: ["FuzzProperties", "FuzzSupport", "OCPPTypes"]),
    .testTarget(name: "OCPPTypesTests", dependencies: ["OCPPTypes"]),
    .testTarget(name: "TextFormatsTests", dependencies: ["TextFormats", "OCPPTypes"]),
    .testTarget(name: "OCPPJSONTests", dependencies: ["OCPPJSON", "OCPPTypes", "FuzzSupport"], exclude: ["Corpus"]),
    .testTarget(name: "SmartChargingTests", dependencies: ["SmartCharging", "OCPPTypes"]),
    .testTarget(name: "ScheduleExplainerTests", dependencies: ["ScheduleExplainer", "SmartCharging", "OCPPTypes"]),
    .testTarget(name: "MeasurementTests", dependencies: ["Measurement", "OCPPTypes"]),
    .testTarget(name: "ChargePointModelTests", dependencies: ["ChargePointModel", "OCPPTypes", "SmartCharging"]),
    .testTarget(name: "CentralSystemModelTests", dependencies: ["CentralSystemModel", "OCPPTypes"]),
    .testTarget(name: "ScenarioTests", dependencies: ["Scenario", "Measurement", "OCPPTypes", "TextFormats"]),
    .testTarget(name: "FleetTests", dependencies: ["Fleet", "ChargePointModel", "Scenario", "OCPPTypes"]),
    .testTarget(
        name: "ConsoleModelTests",
        dependencies: ["ConsoleModel", "ChargePointModel", "OCPPTypes", "TerminalText"]),
    .testTarget(name: "TerminalTextTests", dependencies: ["TerminalText"]),
    .testTarget(name: "StandardStreamsTests", dependencies: ["StandardStreams"]),
    .testTarget(name: "OperatorInterfaceTests", dependencies: ["OperatorInterface", "OCPPJSON", "OCPPTypes"]),
    .testTarget(
        name: "OperatorPageTests",
        dependencies: ["OperatorPage", "OperatorInterface", "CentralSystemModel", "OCPPJSON", "OCPPTypes"]),
    .testTarget(name: "ReportTests", dependencies: ["Report", "Measurement", "OCPPTypes", "TerminalText"]),
    .testTarget(name: "CredentialsTests", dependencies: ["Credentials", "OCPPTypes", "TestSupport"]),
    .testTarget(name: "TransferModelTests", dependencies: ["TransferModel", "OCPPTypes"]),
    .testTarget(
        name: "TransferEndpointTests",
        dependencies: ["TransferEndpoint", "TransferModel", "OCPPTypes", nioCore, nioPosix, logging]),
    .testTarget(
        name: "WebSocketTransportTests",
        dependencies: ["WebSocketTransport", "FuzzSupport", "TestSupport", nioCore, nioPosix, nioEmbedded, nioSSL]),
    .testTarget(
        name: "FileTransferTests", dependencies: ["FileTransfer", "CCurl", "TestSupport", crypto],
        exclude: ["Servers"]),
    .testTarget(
        name: "CentralSystemStoreTests",
        dependencies: [
            "CentralSystemStore", "CentralSystemModel", "OCPPTypes", "OperatorInterface", "TransferModel",
            "TestSupport", grdb, logging,
        ]),
    .testTarget(
        name: "CentralSystemSettingsTests",
        dependencies: [
            "CentralSystemSettings", "CentralSystemModel", "OCPPJSON", "OCPPTypes", "OperatorInterface", "TestSupport",
        ]),
    .testTarget(
        name: "FileServiceTests",
        dependencies: [
            "FileService", "CentralSystemModel", "CentralSystemSettings", "CentralSystemStore", "OCPPTypes",
            "TransferEndpoint", "TransferModel", "TestSupport", logging,
        ]),
    .testTarget(
        name: "CentralSystemDriverTests",
        dependencies: [
            "CentralSystemDriver", "CentralSystemModel", "CentralSystemSettings", "OCPPTypes", nioCore, nioEmbedded,
        ]),
    .testTarget(
        name: "OperatorAPITests",
        dependencies: [
            "OperatorAPI", "CentralSystemSettings", "FileService", "TransferModel", nioCore, nioEmbedded, logging,
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
    .testTarget(
        name: "CentralSystemServerTests",
        dependencies: [
            "CentralSystemServer", "CentralSystemDriver", "CentralSystemModel", "CentralSystemSettings",
            "CentralSystemStore", "FileService", "OperatorAPI", "TransferEndpoint", "TransferModel", "OCPPJSON",
            "OCPPTypes", "OperatorInterface", "WebSocketTransport", "Credentials", "TestSupport", nioCore, nioPosix,
            grdb, logging,
        ], exclude: ["Corpus"]),
    .testTarget(
        name: "LoadEngineTests",
        dependencies: [
            "LoadEngine", "OCPPTypes", "Scenario", "Fleet", "Measurement", "WebSocketTransport",
            "Credentials", "FileTransfer", "ChargePointModel", "TransferEndpoint", "TransferModel", "TestSupport",
            nioCore, nioPosix,
            crypto, logging,
        ]),
    .testTarget(
        name: "EndToEnd",
        dependencies: [
            "CLI", "CentralSystemStore", "OCPPJSON", "OCPPTypes", "StandardStreams",
            "WebSocketTransport", "TestSupport", nioCore, nioPosix, logging,
        ]),
    .testTarget(
        name: "Conformance",
        dependencies: [
            "CentralSystemServer", "CentralSystemModel", "CentralSystemSettings", "Credentials", "OCPPJSON",
            "OCPPTypes", "WebSocketTransport", "TestSupport", nioCore, nioPosix, logging,
        ]),
    .testTarget(name: "TidyTests"),
]

var products: [Product] = [.executable(name: "wattswarm", targets: ["CLI"])]

// Benchmarks and the fuzzer are built on request only: `scripts/bench` and `scripts/fuzz` ask for them.
if ProcessInfo.processInfo.environment["WATTSWARM_BENCHMARKS"] != nil {
    targets += [
        .target(name: "CAllocationCounter", path: "Tests/Benchmarks/CAllocationCounter"),
        .executableTarget(
            name: "codec-benchmark", dependencies: ["OCPPJSON", "OCPPTypes", "CAllocationCounter"],
            path: "Tests/Benchmarks/CodecBenchmark"),
        .executableTarget(
            name: "schedule-benchmark", dependencies: ["SmartCharging", "OCPPTypes", "CAllocationCounter"],
            path: "Tests/Benchmarks/ScheduleBenchmark"),
        .executableTarget(
            name: "codec-fuzz", dependencies: ["FuzzSupport", "OCPPJSON", "OCPPTypes"], path: "Tests/Fuzz/CodecFuzz"),
        .executableTarget(
            name: "server-fuzz",
            dependencies: [
                "FuzzSupport", "OCPPJSON", "OCPPTypes", "CentralSystemModel", "ChargePointModel", "WebSocketTransport",
            ],
            path: "Tests/Fuzz/ServerFuzz"),
        .executableTarget(
            name: "document-fuzz",
            dependencies: ["FuzzProperties", "FuzzSupport", "OCPPTypes"], path: "Tests/Fuzz/DocumentFuzz"),
        .executableTarget(
            name: "settings-fuzz",
            dependencies: ["FuzzSupport", "OCPPTypes", "CentralSystemModel", "CentralSystemSettings"],
            path: "Tests/Fuzz/SettingsFuzz"),
        .executableTarget(
            name: "transfer-benchmark", dependencies: ["FileTransfer"], path: "Tests/Benchmarks/TransferBenchmark"),
        .executableTarget(
            name: "fleet-day-benchmark", dependencies: ["ChargePointModel", "OCPPTypes"],
            path: "Tests/Benchmarks/FleetDayBenchmark"),
        .executableTarget(
            name: "transport-benchmark",
            dependencies: [
                "WebSocketTransport", nioCore, nioPosix, .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            path: "Tests/Benchmarks/TransportBenchmark"),
    ]
}

// `scripts/check` builds with every warning as an error.
if ProcessInfo.processInfo.environment["WATTSWARM_STRICT"] != nil {
    for target in targets where target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
}

var dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    // X.509 in Swift: authorities, signing requests and chain checks of security profiles 2 and 3; swift-nio-ssl makes
    // no certificates and does not read their fields. swift-asn1 is its DER, needed for hash data and PEM.
    .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    // Without its traits: they add swift-configuration and its readers, which nothing here uses.
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
]

// The plugin that runs DocC, for `scripts/docs` alone: whoever builds or tests pays for neither its download nor its
// tools.
if ProcessInfo.processInfo.environment["WATTSWARM_DOCS"] != nil {
    dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"))
}

let package = Package(
    name: "wattswarm",
    products: products,
    dependencies: dependencies,
    targets: targets,
    swiftLanguageModes: [.v6]
)
