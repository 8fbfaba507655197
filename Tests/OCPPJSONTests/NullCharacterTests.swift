import OCPPJSON
import OCPPTypes
import Testing

/// U+0000 ends a text in many databases, so two names could become one.
@Suite struct NullCharacterTests {
    @Test func `a null character in a text is refused with its field`() {
        do {
            _ = try decodeRequest(.authorize, #"{"idTag":"TAG\u0000x"}"#)
            Issue.record("it was taken")
        } catch let error as PayloadError {
            #expect(error.callError.code == .propertyConstraintViolation)
            #expect(error.description.contains("idTag"), "\(error)")
        } catch {
            Issue.record("another error: \(error)")
        }
    }

    @Test func `other control characters are taken`() throws {
        #expect(try decodeRequest(.authorize, #"{"idTag":"TAG\u0001x"}"#) == .authorize(.init(idTag: "TAG\u{1}x")))
    }
}
