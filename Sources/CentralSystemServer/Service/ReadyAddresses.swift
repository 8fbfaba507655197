/// Where a started server listens.
package struct ReadyAddresses: Sendable, Equatable {
    /// A listener's profile and URL.
    package struct Endpoint: Sendable, Equatable {
        /// Security profile, 0 to 3.
        package var profile: Int
        /// URL without the identity.
        package var url: String
    }

    /// URL of the first listener without the identity, like `ws://127.0.0.1:9000/ocpp`.
    package var ocpp: String
    /// Security profile and URL of every further listener, in the order of the configuration.
    package var further: [Endpoint] = []
    /// URL of the operator API, like `http://127.0.0.1:8080`.
    package var api: String
    /// URL of files over HTTP, where they are served.
    package var httpFiles: String?
    /// URL of files over HTTPS.
    package var httpsFiles: String?
    /// URL of files over FTP.
    package var ftp: String?
    /// URL of files over implicit FTPS.
    package var ftps: String?

    /// The line that tells who starts us that we are ready: `ready ocpp=URL api=URL http-files=URL ftp=URL` with what is
    /// served, and `ocpp@PROFILE=URL` for every further listener in order.
    package var line: String {
        let files = [("http-files", httpFiles), ("https-files", httpsFiles), ("ftp", ftp), ("ftps", ftps)]
        return "ready ocpp=\(ocpp) api=\(api)" + files.compactMap { name, url in url.map { " \(name)=\($0)" } }.joined()
            + further.map { " ocpp@\($0.profile)=\($0.url)" }.joined()
    }
}
