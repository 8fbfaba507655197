import CentralSystemSettings
import Testing

@testable import OperatorAPI

@Suite struct ExposureTests {
    @Test func `an address that others reach needs a token and TLS`() throws {
        var configuration = OperatorAPIConfiguration()
        #expect(throws: OperatorAPIStartError.exposedWithoutToken(host: "0.0.0.0")) {
            try configuration.checkExposure(host: "0.0.0.0", hasStoredTokens: false)
        }
        #expect(throws: OperatorAPIStartError.exposedWithoutTLS(host: "0.0.0.0")) {
            try configuration.checkExposure(host: "0.0.0.0", hasStoredTokens: true)
        }
        configuration.certificatePath = "/nowhere.pem"
        #expect(throws: OperatorAPIStartError.certificateWithoutKey) { _ = try configuration.tlsConfiguration() }
        configuration.keyPath = "/nowhere.key"
        #expect(throws: OperatorAPIStartError.certificateUnreadable(path: "/nowhere.pem")) {
            _ = try configuration.tlsConfiguration()
        }
        try configuration.checkExposure(host: "0.0.0.0", hasStoredTokens: true)
        try OperatorAPIConfiguration().checkExposure(host: "127.0.0.1", hasStoredTokens: false)
    }
}
