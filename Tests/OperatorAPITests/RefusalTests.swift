import FileService
import TransferModel
import Testing

@testable import OperatorAPI

/// What other parts refuse, as the API answers it.
@Suite struct RefusalTests {
    @Test(arguments: [
        (FilesRefusal.Kind.badRequest, 400, "badRequest"), (.notFound, 404, "notFound"), (.exists, 409, "exists"),
        (.limitReached, 409, "limitReached"),
    ])
    func `the file endpoint's refusals keep their text`(_ kind: FilesRefusal.Kind, _ status: Int, _ word: String) {
        let error = OperatorAPIError(FilesRefusal(kind: kind, text: "why"))
        #expect(error.status.code == status && error.error == word && error.message == "why")
    }

    @Test(arguments: [
        (StoreFailure.notFound, 404, "notFound"), (.diskFull, 507, "noRoom"), (.notAFile, 409, "conflict"),
    ])
    func `what the store of files does not do has a word of its own`(
        _ failure: StoreFailure, _ status: Int, _ word: String
    ) {
        let error = OperatorAPIError(failure)
        #expect(error.status.code == status && error.error == word && error.message == failure.text)
    }
}
