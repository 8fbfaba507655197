import CentralSystemSettings
import Testing

@Suite struct FilesSettingsTests {
    @Test func `the configuration file sets the endpoint up`() throws {
        var configuration = CentralSystemServerConfiguration()
        let text = """
            http-files: 127.0.0.1:8090
            ftp: "[::1]:2121"
            files: /srv/files
            files-host: files.example.org
            files-retention: 30d
            files-keep-partial: true
            ftp-passive-ports: 50000-50100
            limits: {file: 2MiB, files: 1GiB, firmware-library: 512MiB, files-of-charge-point: 64KiB}
            """
        try ConfigurationFile.apply(text, name: "csms.yaml", to: &configuration)
        let files = configuration.files
        #expect(files.http == .init(host: "127.0.0.1", port: 8090) && files.ftp == .init(host: "::1", port: 2121))
        #expect(files.directory == "/srv/files" && files.publicHost == "files.example.org")
        #expect(files.retentionMilliseconds == 30 * 86_400_000 && files.keepsPartialUploads)
        #expect(files.passivePorts == 50_000...50_100 && files.fault == nil)
        #expect(files.storeLimits.fileBytes == 2 << 20 && files.storeLimits.totalBytes == 1 << 30)
        #expect(files.storeLimits.firmwareBytes == 512 << 20 && files.storeLimits.chargePointBytes == 64 << 10)
        let wrong = #expect(throws: ConfigurationFile.Failure.self) {
            var configuration = CentralSystemServerConfiguration()
            try ConfigurationFile.apply("files-keep-partial: yes\n", name: "csms.yaml", to: &configuration)
        }
        #expect(wrong?.text.contains("csms.yaml:1:21: error: `files-keep-partial`: give true or false") == true)
    }
}
