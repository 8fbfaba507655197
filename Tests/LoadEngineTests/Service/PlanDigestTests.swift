import Testing

@testable import LoadEngine

@Suite struct PlanDigestTests {
    @Test func `one charge point's digest is its SHA-256`() {
        var digest = PlanDigest()
        digest.add(Array("abc".utf8))
        // FIPS 180-2, appendix B.1.
        #expect(digest.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `order and sharding do not matter`() {
        let points = (0..<50).map { Array("point \($0)".utf8) }
        var whole = PlanDigest()
        for point in points { whole.add(point) }
        var backwards = PlanDigest()
        for point in points.reversed() { backwards.add(point) }
        #expect(whole == backwards)
        var sum = PlanDigest()
        for shard in 0..<3 {
            var part = PlanDigest()
            for (index, point) in points.enumerated() where index % 3 == shard { part.add(point) }
            sum.add(part)
        }
        #expect(sum.hexadecimal == whole.hexadecimal)
        #expect(whole.hexadecimal != PlanDigest().hexadecimal)
    }
}
