// Transcendental functions by additions, multiplications, divisions and square roots alone, which IEEE 754 defines to
// the last bit: the same arguments give the same bits on every machine (guide "Scenario").

/// e to the power of `x`, to better than 1e-15 relative.
///
/// `x` is split into a multiple of ln 2 and a rest of at most 0.35, whose Taylor series is summed. Beyond the range of
/// a Double the result is infinity or zero.
package func portableExponential(_ x: Double) -> Double {
    guard x.isFinite else { return x == -.infinity ? 0 : x }
    if x > 709.7 { return .infinity }
    if x < -708 { return 0 }
    let power = (x * 1.442_695_040_888_963_4).rounded()
    // ln 2 in two parts: the first has few bits, so that its product is exact.
    let rest = (x - power * 0.693_147_180_369_123_8) - power * 1.908_214_929_270_587_7e-10
    var term = 1.0
    var sum = 1.0
    var divisor = 1.0
    while divisor < 20 {
        term *= rest / divisor
        sum += term
        divisor += 1
    }
    return sum * Double(sign: .plus, exponent: Int(power), significand: 1)
}

/// The standard normal deviate below which a share of `probability` lies: the inverse of the normal distribution.
///
/// Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988), relative accuracy 1e-16. Infinite at 0 and 1.
package func normalQuantile(_ probability: Double) -> Double {
    guard probability > 0 else { return -.infinity }
    guard probability < 1 else { return .infinity }
    let centred = probability - 0.5
    if centred.magnitude <= 0.425 {
        let r = 0.180625 - centred * centred
        return centred * ratio(r, NormalQuantile.centre)
    }
    var r = (-portableLogarithm(centred < 0 ? probability : 1 - probability)).squareRoot()
    let magnitude: Double
    if r <= 5 {
        r -= 1.6
        magnitude = ratio(r, NormalQuantile.shoulder)
    } else {
        r -= 5
        magnitude = ratio(r, NormalQuantile.tail)
    }
    return centred < 0 ? -magnitude : magnitude
}

/// Coefficients of AS 241, highest power first: numerator and denominator.
private enum NormalQuantile {
    typealias Polynomials = (numerator: [Double], denominator: [Double])

    static let centre: Polynomials = (
        [
            2.509_080_928_730_122_672_7e+3, 3.343_057_558_358_812_810_5e+4, 6.726_577_092_700_870_085_3e+4,
            4.592_195_393_154_987_145_7e+4, 1.373_169_376_550_946_112_5e+4, 1.971_590_950_306_551_442_7e+3,
            1.331_416_678_917_843_774_5e+2, 3.387_132_872_796_366_608_0e0,
        ],
        [
            5.226_495_278_852_854_561_0e+3, 2.872_908_573_572_194_267_4e+4, 3.930_789_580_009_271_061_0e+4,
            2.121_379_430_158_659_586_7e+4, 5.394_196_021_424_751_107_7e+3, 6.871_870_074_920_579_083_0e+2,
            4.231_333_070_160_091_125_2e+1, 1,
        ]
    )
    static let shoulder: Polynomials = (
        [
            7.745_450_142_783_414_076_40e-4, 2.272_384_498_926_918_458_33e-2, 2.417_807_251_774_506_117_70e-1,
            1.270_458_252_452_368_382_58e0, 3.647_848_324_763_204_605_04e0, 5.769_497_221_460_691_405_50e0,
            4.630_337_846_156_545_295_90e0, 1.423_437_110_749_683_577_34e0,
        ],
        [
            1.050_750_071_644_416_843_24e-9, 5.475_938_084_995_344_946_00e-4, 1.519_866_656_361_645_719_66e-2,
            1.481_039_764_274_800_745_90e-1, 6.897_673_349_851_000_045_50e-1, 1.676_384_830_183_803_849_40e0,
            2.053_191_626_637_758_821_87e0, 1,
        ]
    )
    static let tail: Polynomials = (
        [
            2.010_334_399_292_288_132_65e-7, 2.711_555_568_743_487_578_15e-5, 1.242_660_947_388_078_438_60e-3,
            2.653_218_952_657_612_309_30e-2, 2.965_605_718_285_048_912_30e-1, 1.784_826_539_917_291_335_80e0,
            5.463_784_911_164_114_369_90e0, 6.657_904_643_501_103_777_20e0,
        ],
        [
            2.044_263_103_389_939_785_64e-15, 1.421_511_758_316_445_888_70e-7, 1.846_318_317_510_054_681_80e-5,
            7.868_691_311_456_132_591_00e-4, 1.487_536_129_085_061_485_25e-2, 1.369_298_809_227_358_053_10e-1,
            5.998_322_065_558_879_376_90e-1, 1,
        ]
    )
}

private func ratio(_ x: Double, _ polynomials: NormalQuantile.Polynomials) -> Double {
    var numerator = 0.0
    for coefficient in polynomials.numerator { numerator = numerator * x + coefficient }
    var denominator = 0.0
    for coefficient in polynomials.denominator { denominator = denominator * x + coefficient }
    return numerator / denominator
}
