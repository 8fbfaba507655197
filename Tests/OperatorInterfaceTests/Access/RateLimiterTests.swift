import OCPPTypes
import Testing

@testable import OperatorInterface

@Suite struct RateLimiterTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test func `a burst passes, then as many as the rate allows`() {
        var limiter = RateLimiter<String>(perSecond: 2, burst: 3)
        for _ in 0..<3 { #expect(limiter.take("a", at: at(0)) == nil) }
        #expect(limiter.take("a", at: at(0)) == 1)
        #expect(limiter.isEmpty("a", at: at(0)))
        #expect(limiter.take("b", at: at(0)) == nil, "others have a bucket of their own")
        #expect(limiter.take("a", at: at(499)) == 1)
        #expect(limiter.take("a", at: at(500)) == nil)
        #expect(limiter.take("a", at: at(500)) == 1)
        #expect(!limiter.isEmpty("a", at: at(60_000)))
    }

    @Test func `the wait is told in whole seconds, rounded up`() {
        var limiter = RateLimiter<String>(perSecond: 0.1, burst: 1)
        #expect(limiter.take("a", at: at(0)) == nil)
        #expect(limiter.take("a", at: at(0)) == 10)
        #expect(limiter.take("a", at: at(100)) == 10)
    }

    @Test func `a clock that steps back gives nothing away`() {
        var limiter = RateLimiter<String>(perSecond: 1, burst: 1)
        #expect(limiter.take("a", at: at(10_000)) == nil)
        #expect(limiter.take("a", at: at(0)) == 1)
    }

    @Test func `memory is bounded and those without a place share one bucket`() {
        var limiter = RateLimiter<Int>(perSecond: 1, burst: 2, largestCount: 3)
        for key in 0..<3 { #expect(limiter.take(key, at: at(0)) == nil) }
        #expect(limiter.take(10, at: at(0)) == nil)
        #expect(limiter.take(11, at: at(0)) == nil)
        #expect(limiter.take(12, at: at(0)) == 1)
        #expect(limiter.count == 3)
        #expect(limiter.take(12, at: at(2_000)) == nil, "buckets that have filled up make room")
        #expect(limiter.count == 1)
    }
}

@Suite struct OriginTests {
    @Test func `requests of the own page and of programs pass, those of other pages do not`() {
        let cases: [(origin: String?, site: String?, host: String?, isTLS: Bool, isOwn: Bool)] = [
            (nil, nil, "127.0.0.1:8080", false, true),
            ("http://127.0.0.1:8080", "same-origin", "127.0.0.1:8080", false, true),
            ("http://127.0.0.1:8080", nil, "127.0.0.1:8080", false, true),
            ("HTTP://Host:1", nil, "host:1", false, true),
            ("https://csms.example", "same-origin", "csms.example", true, true),
            ("http://csms.example", nil, "csms.example", true, false),
            ("http://evil.example", "cross-site", "127.0.0.1:8080", false, false),
            ("http://evil.example", nil, "127.0.0.1:8080", false, false),
            ("http://127.0.0.1:9999", "same-site", "127.0.0.1:8080", false, false),
            ("null", nil, "127.0.0.1:8080", false, false),
            (nil, "cross-site", "127.0.0.1:8080", false, false),
            (nil, "none", "127.0.0.1:8080", false, true),
            ("http://127.0.0.1", nil, nil, false, false),
        ]
        for each in cases {
            #expect(
                Origin.isOwn(origin: each.origin, fetchSite: each.site, host: each.host, isTLS: each.isTLS)
                    == each.isOwn, "\(each)")
        }
    }

    @Test func `only names of this machine and addresses are local hosts`() {
        for host in [
            "127.0.0.1", "127.0.0.1:8080", "localhost", "LocalHost:80", "csms.localhost", "[::1]:80", "10.0.0.7",
        ] {
            #expect(Origin.isLocal(host: host), "\(host)")
        }
        #expect(Origin.isLocal(host: nil))
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "256.0.0.1", "", "[]"] {
            #expect(!Origin.isLocal(host: host), "\(host)")
        }
    }

    @Test func `loopback addresses are told from others`() {
        for address in ["127.0.0.1", "127.9.9.9", "::1", "localhost", "::ffff:127.0.0.1"] {
            #expect(Origin.isLoopback(address: address), "\(address)")
        }
        for address in ["0.0.0.0", "::", "192.168.0.1", "127.0.0.1.example", "example.org"] {
            #expect(!Origin.isLoopback(address: address), "\(address)")
        }
    }
}
