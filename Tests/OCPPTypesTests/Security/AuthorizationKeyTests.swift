import OCPPTypes
import Testing

@Suite struct AuthorizationKeyTests {
    @Test(arguments: [
        ("000102030405060708090A0B0C0D0E0F", true), ("000102030405060708090a0b0c0d0e0f10111213", true),
        ("", false), ("00", false), ("000102030405060708090A0B0C0D0E", false),
        ("000102030405060708090A0B0C0D0E0F0", false), ("000102030405060708090a0b0c0d0e0f1011121314", false),
        ("00010203040506070809ZA0B0C0D0E0F", false),
    ])
    func `an AuthorizationKey has 32 to 40 hexadecimal digits`(_ text: String, _ isGood: Bool) {
        #expect((AuthorizationKey(hex: text) != nil) == isGood)
    }

    @Test func `digits become bytes, and bytes large digits`() {
        let key = AuthorizationKey(hex: "4F43415f4f4354545F61646D696E5F74657374")
        #expect(key?.bytes == Array("OCA_OCTT_admin_test".utf8))
        #expect(key?.hex == "4F43415F4F4354545F61646D696E5F74657374")
    }

    @Test func `bytes are a key when they are 16 to 20, a password of the factory has any length above 0`() {
        for count in 0...24 {
            let bytes = [UInt8](repeating: 7, count: count)
            #expect((AuthorizationKey(bytes: bytes) != nil) == (16...20).contains(count), "\(count) bytes")
            #expect(AuthorizationKey(password: bytes)?.bytes == (count == 0 ? nil : bytes), "\(count) bytes")
        }
    }
}
