import ArgumentParser

/// The flags of `csms` for the file endpoint; the rows of `CentralSystemSetting` read what they hold.
struct FileEndpointOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Serves and takes files over HTTP; port 0 picks a free one.", valueName: "HOST:PORT"))
    var httpFiles: String?
    @Option(help: ArgumentHelp("Files over HTTPS; needs a certificate.", valueName: "HOST:PORT"))
    var httpsFiles: String?
    @Option(help: ArgumentHelp("Files over FTP; with a certificate also with AUTH TLS.", valueName: "HOST:PORT"))
    var ftp: String?
    @Option(help: ArgumentHelp("Files over FTP with TLS from the start.", valueName: "HOST:PORT")) var ftps: String?
    @Option(help: ArgumentHelp("Folder of the files; beside the database when left out.", valueName: "DIR"))
    var files: String?
    @Option(help: ArgumentHelp("Certificate of HTTPS and FTPS, PEM.", valueName: "FILE")) var filesCertificate: String?
    @Option(help: ArgumentHelp("Key of that certificate, PEM.", valueName: "FILE")) var filesKey: String?
    @Option(help: ArgumentHelp("Host in the URLs that charge points get.", valueName: "HOST")) var filesHost: String?
    @Option(help: ArgumentHelp("Ports of passive data connections, like 50000-50100.", valueName: "A-B"))
    var ftpPassivePorts: String?
    @Flag(help: "FTP takes logins and data with TLS only.") var ftpRequiresTls = false
    @Flag(help: "Uploads that break off are kept for 15 minutes, to be gone on with.") var filesKeepPartial = false
    @Option(help: ArgumentHelp("How long what charge points sent is kept; without it for ever.", valueName: "90d"))
    var filesRetention: String?
    @Option(help: ArgumentHelp("Faults of transfers on purpose, JSON.", valueName: "FILE")) var fileFaults: String?
    @Option(help: ArgumentHelp("Authorities for vendors' servers, PEM.", valueName: "FILE")) var filesVendorCa: String?

    /// What is given, by the names of `CentralSystemSetting`.
    var given: [(String, String?)] {
        [
            ("http-files", httpFiles), ("https-files", httpsFiles), ("ftp", ftp), ("ftps", ftps), ("files", files),
            ("files-certificate", filesCertificate), ("files-key", filesKey), ("files-host", filesHost),
            ("ftp-passive-ports", ftpPassivePorts), ("ftp-requires-tls", ftpRequiresTls ? "true" : nil),
            ("files-keep-partial", filesKeepPartial ? "true" : nil), ("files-retention", filesRetention),
            ("file-faults", fileFaults), ("files-vendor-ca", filesVendorCa),
        ]
    }
}
