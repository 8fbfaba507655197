import CentralSystemServer
import CentralSystemSettings
import NIOCore
import NIOPosix
import TestSupport
import Testing
import TransferEndpoint

/// A start where somebody else listens already.
@Suite(.timeLimit(.minutes(1))) struct AddressInUseTests {
    private enum Place: String, CaseIterable {
        case listen = "--listen"
        case api = "--api"
        case http = "--http-files"
        case ftp = "--ftp"
    }

    @Test(arguments: Place.allCases) private func `an address in use is told with what wanted it and its option`(
        place: Place
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let other = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(other.localAddress?.port)
        let directory = TestDirectory()
        let configuration = TestServer.configuration(directory) { configuration in
            let address = TransferEndpointConfiguration.Address(host: "127.0.0.1", port: port)
            switch place {
            case .listen: configuration.listeners = [Listener(host: "127.0.0.1", port: port)]
            case .api: configuration.apiPort = port
            case .http: configuration.files.http = address
            case .ftp: configuration.files.ftp = address
            }
        }
        let server = CentralSystemServer(configuration: configuration, logger: quietLogger)
        let what =
            switch place {
            case .listen: "cannot listen on 127.0.0.1:\(port) for charge points: "
            case .api: "cannot listen on 127.0.0.1:\(port) for operators: "
            case .http, .ftp: "the file endpoint: cannot listen on 127.0.0.1:\(port): "
            }
        await #expect {
            _ = try await server.start()
        } throws: {
            "\($0)" == what + "the address is in use: end the process that listens there, or give \(place.rawValue) "
                + "another port (0 picks a free one)"
        }
        try await other.close()
        try await group.shutdownGracefully()
    }

    @Test func `an address of another machine and a name that is none are told as that`() {
        #expect(
            ListenFailure(
                "charge points", flag: "--listen", host: "192.0.2.1", port: 9000, IOError(errnoCode: 99, reason: "")
            )
            .description
                == "cannot listen on 192.0.2.1:9000 for charge points: 192.0.2.1 is no address of this machine: give "
                + "--listen one, or 0.0.0.0 for all")
        #expect(
            ListenFailure(
                "operators", flag: "--api", host: "::1", port: 80, IOError(errnoCode: 13, reason: "")
            ).description
                == "cannot listen on [::1]:80 for operators: this user may not listen there: give --api a port from 1024 on"
        )
        #expect {
            try SocketAddress.makeAddressResolvingHost("nowhere.invalid", port: 1)
        } throws: {
            ListenFailure.words($0, "nowhere.invalid", "--ftp")
                == "the name nowhere.invalid cannot be resolved: is it spelled right?"
        }
    }
}
