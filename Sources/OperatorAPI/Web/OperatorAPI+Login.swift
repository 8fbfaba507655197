import HTTPTypes
import Hummingbird
import OperatorInterface
import OperatorPage

/// Logging in to the web page with a token, and its files.
extension OperatorAPI {
    var loginRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/login", tag: Self.pageTag, role: nil, "Asks for a token",
                query: [.init("next", .text(), "Where to go afterwards.")],
                answers: [.text(200, "A page for people", mediaType: "text/html")]
            ) { request in
                login(next: LoginPage.safe(next: try request.text("next")), notice: nil, status: .ok)
            },
            APIRoute(
                .post, "/login", tag: Self.pageTag, role: nil, "Opens a session for a token",
                body: .form([.required("token", .text()), .optional("next", .text())]),
                answers: [
                    .empty(303, "Logged in; the page to look at"),
                    .text(401, "The token is not known; the page asks again", mediaType: "text/html"),
                    .text(403, "The request came from another page", mediaType: "text/html"),
                ]
            ) { request in try await openSession(request) },
            APIRoute(
                .post, "/logout", tag: Self.pageTag, role: nil, "Ends the session",
                answers: [
                    .empty(303, "Logged out"),
                    .text(403, "The request came from another page", mediaType: "text/html"),
                ]
            ) { request in
                try access.checkOrigin(request.request)
                access.closeSession(request.request)
                var response = PageResponse.redirect("/login")
                response.headers[.setCookie] = cookie("", seconds: 0)
                return response
            },
        ]
    }

    private func login(next: String, notice: String?, status: HTTPResponse.Status) -> Response {
        let viewer = Frame.Viewer(name: "", role: nil, canLogOut: false)
        let frame = Frame(
            title: "Log in", section: nil, viewer: viewer,
            notice: notice.map { Frame.Notice(isGood: false, "\($0)") })
        return PageResponse.page(frame, LoginPage(next: next).content, status: status)
    }

    private func openSession(_ request: APIRequest) async throws -> Response {
        try access.checkOrigin(request.request)
        let form = try await request.form()
        let next = LoginPage.safe(next: form["next"])
        guard let session = try access.openSession(token: form["token"] ?? "", request.context) else {
            return login(next: next, notice: "This token is not known.", status: .unauthorized)
        }
        var response = PageResponse.redirect(next)
        response.headers[.setCookie] = cookie(session, seconds: Int(limits.sessionTime.components.seconds))
        return response
    }

    private func cookie(_ value: String, seconds: Int) -> String {
        "\(Session.cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (access.isTLS ? "; Secure" : "")
    }

    var assetRoutes: [APIRoute] {
        func asset(_ path: String, _ mediaType: String, _ text: String) -> APIRoute {
            APIRoute(
                .get, path, tag: Self.pageTag, role: nil, "A file of the page",
                answers: [.text(200, "The file", mediaType: mediaType)]
            ) { _ in PageResponse.text(text, "\(mediaType); charset=utf-8", cacheSeconds: 300) }
        }
        return [
            asset("/page.css", "text/css", Stylesheet.text), asset("/page.js", "text/javascript", Script.text),
            asset("/icon.svg", "image/svg+xml", Stylesheet.icon),
        ]
    }
}
