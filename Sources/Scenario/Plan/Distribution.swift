import OCPPTypes

/// A number that is fixed or drawn; never negative when drawn.
package enum NumberDistribution: Equatable, Sendable {
    /// Always this.
    case fixed(Double)
    /// Exponential with this mean.
    case exponential(mean: Double)
    /// Uniform from low (included) to high (excluded).
    case uniform(low: Double, high: Double)
    /// Normal with mean and standard deviation, cut off at 0.
    case normal(mean: Double, deviation: Double)

    /// Draws a number, at least 0. A fixed number takes nothing from the generator.
    package func sample(using random: inout SeededRandom) -> Double {
        switch self {
        case .fixed(let value): value
        case .exponential(let mean): max(0, random.nextExponential(mean: mean))
        case .uniform(let low, let high): max(0, random.nextUniform(low, high))
        case .normal(let mean, let deviation): max(0, random.nextNormal(mean: mean, deviation: deviation))
        }
    }

    /// The mean, for estimates (of a normal distribution before it is cut off at 0).
    package var mean: Double {
        switch self {
        case .fixed(let value): value
        case .exponential(let mean): mean
        case .uniform(let low, let high): (low + high) / 2
        case .normal(let mean, _): mean
        }
    }
}

/// A span of time that is fixed or drawn.
package struct DurationDistribution: Equatable, Sendable {
    /// The distribution of milliseconds.
    package var milliseconds: NumberDistribution

    /// Makes one of its parts.
    package init(milliseconds: NumberDistribution) {
        self.milliseconds = milliseconds
    }

    /// The same span always.
    package static func fixed(milliseconds: Int64) -> DurationDistribution {
        DurationDistribution(milliseconds: .fixed(Double(milliseconds)))
    }

    /// Draws a span in whole milliseconds, between 0 and ``maximumMilliseconds``.
    package func sample(using random: inout SeededRandom) -> Int64 {
        let drawn = milliseconds.sample(using: &random).rounded()
        return drawn < Double(Self.maximumMilliseconds) ? Int64(max(0, drawn)) : Self.maximumMilliseconds
    }

    /// The longest span: 3,650 days.
    package static let maximumMilliseconds: Int64 = 3650 * 86_400_000
}
