import Glibc
import OCPPTypes
import Testing

@Suite struct PortableMathematicsTests {
    @Test func `the portable exponential agrees with glibc's to 1e-15`() {
        var random = SeededRandom(seed: 17)
        var worst = 0.0
        for _ in 0..<200_000 {
            let x = random.nextUniform(-700, 700)
            worst = max(worst, abs(portableExponential(x) - exp(x)) / exp(x))
        }
        #expect(worst < 2e-15, "\(worst)")
    }

    @Test func `the portable exponential is defined everywhere`() {
        #expect(portableExponential(0) == 1)
        #expect(portableExponential(800) == .infinity && portableExponential(.infinity) == .infinity)
        #expect(portableExponential(-800) == 0 && portableExponential(-.infinity) == 0)
        #expect(portableExponential(.nan).isNaN)
    }

    @Test func `normal quantiles are those of the tables`() {
        let known: [(Double, Double)] = [
            (0.5, 0), (0.75, 0.674_489_750_196_081_7), (0.9, 1.281_551_565_544_600_4),
            (0.975, 1.959_963_984_540_054), (0.99, 2.326_347_874_040_840_8), (0.999, 3.090_232_306_167_813),
            (1e-10, -6.361_340_902_404_056), (1e-20, -9.262_340_089_798_408),
        ]
        for (probability, deviate) in known {
            #expect(abs(normalQuantile(probability) - deviate) < 1e-12, "\(probability)")
            if probability > 0.001 { #expect(abs(normalQuantile(1 - probability) + deviate) < 1e-12) }
        }
        #expect(normalQuantile(0) == -.infinity && normalQuantile(1) == .infinity)
    }
}
