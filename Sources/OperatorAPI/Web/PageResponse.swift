import HTTPTypes
import Hummingbird
import NIOCore
import OperatorPage

/// Answers of the web page.
enum PageResponse {
    /// A page.
    static func page(_ frame: Frame, _ content: HTML, status: HTTPResponse.Status = .ok) -> Response {
        text(frame.page(content), "text/html; charset=utf-8", status: status)
    }

    /// A text of some kind.
    static func text(
        _ text: String, _ mediaType: String, status: HTTPResponse.Status = .ok, cacheSeconds: Int? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: mediaType]
        if let cacheSeconds { headers[.cacheControl] = "max-age=\(cacheSeconds)" }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Sends the browser to another page, which it gets with GET.
    static func redirect(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }

    /// A page that tells why there is none.
    static func failure(_ status: HTTPResponse.Status, _ message: String, viewer: Frame.Viewer) -> Response {
        page(
            Frame(title: "\(status.code) \(status.reasonPhrase)", section: nil, viewer: viewer),
            FailurePage.content(message), status: status)
    }
}

extension Caller {
    /// The caller as pages show them.
    var viewer: Frame.Viewer {
        Frame.Viewer(name: name, role: role, canLogOut: proof == .session)
    }
}
