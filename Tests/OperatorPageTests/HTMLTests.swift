import CentralSystemModel
import OCPPTypes
import OperatorInterface
import Testing

@testable import OperatorPage

@Suite struct HTMLTests {
    @Test func `what is put into markup is text`() {
        let hostile = "<script>alert(\"1\")</script>&'"
        let html: HTML = "<a title=\"\(hostile)\">\(hostile)</a>"
        let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"
        #expect(html.text == "<a title=\"\(escaped)\">\(escaped)</a>")
        let outer: HTML = "<p>\(html)\([html, html])\(HTML?.none)\(7)</p>"
        #expect(outer.text == "<p>\(html.text)\(html.text)\(html.text)7</p>")
    }

    @Test func `characters that deceive are made visible`() {
        let html: HTML = "\("a\u{202E}b\u{0}c\u{7F}d")"
        #expect(html.text == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d")
    }

    @Test func `segments of URLs are percent-encoded`() {
        let html: HTML = "/x/\(url: "a b/ü?#&\"<.")"
        #expect(html.text == "/x/a%20b%2F%C3%BC%3F%23%26%22%3C.")
        let dots: HTML = "/x/\(url: "..")"
        #expect(dots.text == "/x/%2E%2E")
    }

    @Test func `only paths of this server are gone to after a login`() {
        #expect(LoginPage.safe(next: "/charge-points/a%20b?x=1") == "/charge-points/a%20b?x=1")
        for hostile in [
            nil, "", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb: c",
            "/ü",
        ] {
            #expect(LoginPage.safe(next: hostile) == "/", "\(hostile ?? "nil")")
        }
    }
}

/// Hostile identities and id tags on every page.
@Suite struct HostileDataTests {
    private let hostile = "\"><img src=x onerror=alert(1)>'"
    private let now = DateTime(millisecondsSince1970: 1_900_000_000_000)

    private var snapshot: ChargePointSnapshot {
        var model = CentralSystemModel(
            configuration: CentralSystemConfiguration(
                clock: DeviceClock(epoch: now, reference: Instant(nanoseconds: 0), factor: 1)))
        var effects: [CentralSystemModel.Effect] = []
        let connection = ConnectionID(slot: 0, generation: 0)
        let start = Instant(nanoseconds: 0)
        model.handle(.connected(connection, identity: hostile), at: start, into: &effects)
        let boot = BootNotification.Request(
            chargePointVendor: CiString(unchecked: hostile), chargePointModel: CiString(unchecked: hostile),
            firmwareVersion: CiString(unchecked: hostile))
        model.handle(.call(connection, UniqueId(counter: 1), .bootNotification(boot)), at: start, into: &effects)
        model.handle(.stored(StoreToken(1)), at: start, into: &effects)
        let status = StatusNotification.Request(connectorId: 1, errorCode: .otherError, status: .faulted)
        model.handle(.call(connection, UniqueId(counter: 2), .statusNotification(status)), at: start, into: &effects)
        return model.snapshot(of: hostile)!
    }

    private var record: TransactionRecord {
        TransactionRecord(
            transactionId: 7, identity: hostile,
            start: StartTransaction.Request(
                connectorId: 1, idTag: CiString(unchecked: hostile), meterStart: 0, timestamp: now),
            startStatus: .accepted)
    }

    @Test func `no page lets hostile text become markup`() {
        let clock = DeviceClock(epoch: now, reference: Instant(nanoseconds: 0), factor: 1)
        let viewer = Frame.Viewer(name: hostile, role: .admin, canLogOut: true)
        let idTag = IdTagRecord(idTag: CiString(unchecked: hostile), parentIdTag: CiString(unchecked: hostile))
        let chart = PowerChart(start: now, end: now, power: [], limit: [])
        let log = LiveLog(lines: [LiveLog.Line(time: now, text: hostile, words: hostile)], position: 3)
        let contents: [HTML] = [
            OverviewPage(
                counts: CentralSystemModel(configuration: CentralSystemConfiguration(clock: clock)).counts,
                isStoreFailing: true, faulted: [snapshot], pending: [snapshot], running: [record], events: log,
                acceptsAnyIdTag: true, now: now, ocppURL: hostile
            ).content,
            ChargePointsPage(
                snapshots: [snapshot], next: 3, filter: ChargePointFilter(search: hostile), clock: clock, now: now
            ).content,
            ChargePointPage(
                snapshot: snapshot, transactions: [record], clock: clock, now: now, mayOperate: true,
                messages: log, events: log,
                books: [
                    BookSection(title: hostile, columns: [(hostile, "")], rows: [["\(hostile)"]], empty: hostile)
                ]
            ).content,
            TransactionsPage(
                records: [record], next: 3, identity: hostile, idTag: hostile, isOpen: nil, now: now
            ).content,
            TransactionPage(
                record: record, chart: chart, lastRegister: nil, meterValues: 0, now: now, mayOperate: true
            ).content,
            IdTagsPage(
                records: [idTag], next: hostile, search: hostile, acceptsAny: true, now: now, mayOperate: true
            ).content,
            LoginPage(next: hostile).content, FailurePage.content(hostile),
            CommandNotice.html(action: hostile, summary: hostile, payload: hostile),
        ]
        for content in contents {
            let frame = Frame(
                title: hostile, section: nil, viewer: viewer, notice: Frame.Notice(isGood: false, "\(hostile)"))
            let page = frame.page(content)
            #expect(!page.contains("<img"), "\(page)")
            #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"))
            // Every attribute is closed by the quote that opened it: quotes in a tag come in pairs.
            for tag in page.split(separator: "<").dropFirst().map({ $0.prefix { $0 != ">" } }) {
                #expect(tag.filter { $0 == "\"" }.count % 2 == 0, "\(tag)")
            }
        }
    }
}
