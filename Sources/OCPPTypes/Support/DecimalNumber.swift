/// A number with at most one fraction digit, kept exactly (`decimal` with `multipleOf 0.1`, OCPP 1.6 §7.13, §7.14).
package struct DecimalNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number times ten.
    package var tenths: Int64

    /// Makes the number from its tenfold.
    package init(tenths: Int64) {
        self.tenths = tenths
    }

    /// Makes a whole number; saturates at the ends of the range.
    package init(_ whole: Int) {
        let (product, overflow) = Int64(whole).multipliedReportingOverflow(by: 10)
        tenths = overflow ? (whole < 0 ? .min : .max) : product
    }

    /// The nearest double.
    package var doubleValue: Double { Double(tenths) / 10 }

    package static func < (a: DecimalNumber, b: DecimalNumber) -> Bool { a.tenths < b.tenths }

    /// `16` or `16.5`.
    package var description: String {
        let magnitude = tenths.magnitude
        let whole = "\(tenths < 0 ? "-" : "")\(magnitude / 10)"
        return magnitude % 10 == 0 ? whole : "\(whole).\(magnitude % 10)"
    }
}
