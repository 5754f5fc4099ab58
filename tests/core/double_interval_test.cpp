// Containment first: whatever members of the operands are taken, the interval holds what 100 digits make of them. Widths second.

#include "core/scalar/double_interval.hpp"
#include "core/linear_algebra.hpp"
#include "core/scalar/multiprecision.hpp"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <random>

namespace aimcert {
namespace {

using I = DoubleInterval;
using Traits = ScalarTraits<I>;
using Exact = ScalarTraits<Real100>;

constexpr double infinity = std::numeric_limits<double>::infinity(), largest = std::numeric_limits<double>::max(),
                 smallest_normal = std::numeric_limits<double>::min(), smallest = std::numeric_limits<double>::denorm_min();

/// Rounding to 100 digits never crosses an end point, which has 16.
bool contains(I x, const Real100& value) { return Real100(x.lower()) <= value && value <= Real100(x.upper()); }

std::string text(I x) {
    char buffer[80];
    std::snprintf(buffer, sizeof buffer, "[%a, %a]", x.lower(), x.upper());
    return buffer;
}

/// Doubles of every size and kind: simple ones, neighbours of powers of two, subnormal, huge.
class Numbers {
public:
    explicit Numbers(unsigned seed) : random_(seed) {}

    double any() {
        constexpr std::array<double, 12> special{0, 1, -1, 0.5, smallest, -smallest, smallest_normal, -smallest_normal, largest, -largest, 3, 1e-160};
        switch (below(6)) {
            case 0: return special[static_cast<std::size_t>(below(special.size()))];
            case 1: return std::nextafter(std::ldexp(sign(), below(60) - 30), below(2) == 0 ? infinity : -infinity);
            case 2: return std::ldexp(uniform(-1, 1), below(2098) - 1074);
            case 3: return std::ldexp(uniform(-1, 1), below(60) - 1074);
            default: return std::ldexp(uniform(-1, 1), below(12) - 6);
        }
    }
    double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
    int below(std::size_t n) { return std::uniform_int_distribution<int>(0, static_cast<int>(n) - 1)(random_); }
    double sign() { return below(2) == 0 ? 1 : -1; }

    /// A point, a narrow interval, or the interval of two numbers, often with 0 inside or at an end.
    I interval(double x, double y) {
        switch (below(4)) {
            case 0: return I::between(x, x);
            case 1: return I::between(x, std::nextafter(x, infinity));
            case 2: return I::between(std::min(x, 0.0), std::max(x, 0.0));
            default: return I::between(std::min(x, y), std::max(x, y));
        }
    }
    /// Both end points, the middle, and two between.
    std::array<double, 5> members(I x) {
        const double width = x.upper() - x.lower();
        const auto inside = [&](double share) { return std::min(std::max(x.lower() + share * width, x.lower()), x.upper()); };
        return {x.lower(), x.upper(), inside(0.5), inside(uniform(0, 1)), inside(uniform(0, 1))};
    }

private:
    std::mt19937_64 random_;
};

bool finite(I x) { return x.upper() < infinity; }

struct Operation {
    const char* name;
    std::function<I(I, I)> enclosed;
    std::function<Real100(Real100, Real100)> exact;
};

const std::vector<Operation> operations{
    {"+", [](I a, I b) { return a + b; }, [](Real100 a, Real100 b) { return a + b; }},
    {"-", [](I a, I b) { return a - b; }, [](Real100 a, Real100 b) { return a - b; }},
    {"*", [](I a, I b) { return a * b; }, [](Real100 a, Real100 b) { return a * b; }},
    {"/", [](I a, I b) { return a / b; }, [](Real100 a, Real100 b) { return a / b; }},
    {"min", Traits::min, Exact::min},
    {"max", Traits::max, Exact::max},
    {"select", [](I a, I b) { return Traits::select(a, b, -b); }, [](Real100 a, Real100 b) { return Exact::select(a, b, -b); }},
};

TEST(DoubleIntervalContains, EveryResultOfEveryOperation) {
    Numbers numbers(1);
    for (int n = 0; n < 200000; ++n) {
        const auto& [name, enclosed, exact] = operations[static_cast<std::size_t>(n) % operations.size()];
        const I a = numbers.interval(numbers.any(), numbers.any()), b = numbers.interval(numbers.any(), numbers.any());
        if (!finite(a) || !finite(b)) continue;
        const I result = enclosed(a, b);
        ASSERT_LE(result.lower(), result.upper());
        const bool division = name == std::string_view("/");
        for (const double x : numbers.members(a))
            for (const double y : numbers.members(b)) {
                if (division && y == 0) continue;
                ASSERT_TRUE(contains(result, exact(x, y)))
                    << text(a) << " " << name << " " << text(b) << " = " << text(result) << " without that of " << x << " and " << y;
            }
    }
}

struct Function {
    const char* name;
    I (*enclosed)(I);
    Real100 (*exact)(const Real100&);
    double from, to;             ///< where it is defined and double can hold it
    std::vector<double> joints;  ///< where the code changes from one formula to another
};

const std::vector<Function> functions{
    {"abs", Traits::abs, Exact::abs, -largest, largest, {0}},
    {"sqrt", Traits::sqrt, Exact::sqrt, 0, largest, {0, 1, 4}},
    {"exp", Traits::exp, Exact::exp, -1000, 720, {-745, -700, -0.5, -0.34, 0, 0.34, 0.5, 699.9, 700, 709}},
    {"expm1", Traits::expm1, Exact::expm1, -1000, 720, {-745, -700, -40, -0.34, 0, 0.34, 0.347, 700}},
    {"log1p", Traits::log1p, Exact::log1p, -1 + 0x1p-53, largest, {-1 + 0x1p-53, -0.5, -0.29, 0, 0.41, 0.4142, 1, 1.828}},
    {"tanh", Traits::tanh, Exact::tanh, -largest, largest, {-20, -0.17, 0, 0.17, 0.5, 20}},
    {"atan", Traits::atan, Exact::atan, -largest, largest, {-1, -0.41, 0, 0.41, 1, 1e16}},
    {"sin", Traits::sin, Exact::sin, -1e6, 1e6, {-0.7854, 0, 0.7854, 1.5708, 3.14159265358979, 22, 355, 1e5, 99999}},
    {"cos", Traits::cos, Exact::cos, -1e6, 1e6, {-0.7854, 0, 0.7854, 1.5707963267948966, 11, 1e5, 99999}},
};

/// An argument inside the domain: of any size, next to a joint, or of the usual sizes.
double argument(const Function& f, Numbers& numbers) {
    double x = numbers.any();
    if (numbers.below(3) == 0) {
        x = f.joints[static_cast<std::size_t>(numbers.below(f.joints.size()))];
        x += numbers.below(2) == 0 ? 0 : std::ldexp(numbers.uniform(-1, 1), -numbers.below(50));
    } else if (numbers.below(3) == 0) {
        x = numbers.uniform(-50, 50);
    }
    return std::min(std::max(x, f.from), f.to);
}

TEST(DoubleIntervalContains, EveryValueOfEveryFunction) {
    Numbers numbers(2);
    for (int n = 0; n < 60000; ++n) {
        const Function& f = functions[static_cast<std::size_t>(n) % functions.size()];
        const I x = numbers.interval(argument(f, numbers), argument(f, numbers));
        if (!finite(x) || x.lower() < f.from || x.upper() > f.to) continue;
        const I result = f.enclosed(x);
        ASSERT_LE(result.lower(), result.upper());
        for (const double member : numbers.members(x))
            ASSERT_TRUE(contains(result, f.exact(Real100(member)))) << f.name << text(x) << " = " << text(result) << " without that of " << member;
    }
}

TEST(DoubleIntervalContains, SumsOfLargeAndSmallTermsOfBothSigns) {
    Numbers numbers(3);
    for (int n = 0; n < 2000; ++n) {
        I sum(0);
        Real100 exact(0);
        for (int i = 0; i < 50; ++i) {
            const double x = std::ldexp(numbers.uniform(-1, 1), numbers.below(100) - 50), y = numbers.uniform(-3, 3);
            sum += Traits::from_double(x) * Traits::from_double(y) / Traits::from_double(y + 4);
            exact += Real100(x) * Real100(y) / Real100(Real100(y + 4));
        }
        ASSERT_TRUE(contains(sum, exact));
    }
}

/// How wide `spectral_norm_bound` of points may be, relative to it, to first order in u. (1 % is for the second and for
/// what is rounded here.)
///
/// An operation widens its result by 8 u at most, a sum of six by 40 u of its terms. The Gram matrix of the scaled entries,
/// |G|_F <= 1 after division by its trace, so has widths R with |R|_F <= 176 u. A square of G, c = |G|_F, has the trace c² and
/// widths below |G|R + R|G| and 48 u |G||G|, whose norms are 2cR and 48 u c²; the trace itself is known to 2R/c + 88 u, and
/// so the next R is at most 4R/c + 144 u. The traces of level p = 0, 1, .. enter the bound with the exponent 1/2^(p+2), that
/// of the Gram matrix, known to 104 u, with 1/2; ten roots, ten products and the scale add 8 u each, halved ever again: 64 u.
double derived_width(const Matrix<Real100>& a) {
    constexpr double u = 0x1p-53;
    const Matrix<Real100> wide = a.rows() <= a.cols() ? a : Matrix<Real100>(a.transpose()), gram = wide * wide.transpose();
    const Real100 trace = gram.trace();
    Matrix<double> g = gram.unaryExpr([&](const Real100& x) { return double(x / trace); });
    double widths = 176 * u, derived = 52 * u + 64 * u;
    for (int p = 0; p < 8; ++p) {
        const double c = g.norm();
        derived += (2 * widths / c + 88 * u) / std::ldexp(1, p + 2);
        widths = 4 * widths / c + 144 * u;
        g = Matrix<double>(g * g) / (c * c);
    }
    return 1.01 * derived;
}

TEST(DoubleIntervalContains, TheBoundOfASpectralNormAndSoTheNorm) {
    Numbers numbers(4);
    for (int n = 0; n < 300; ++n) {
        const int rows = 1 + numbers.below(6), columns = 1 + numbers.below(6), size = numbers.below(600) - 300;
        Matrix<I> enclosed(rows, columns);
        Matrix<Real100> exact(rows, columns);
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < columns; ++j) {
                const double entry = numbers.below(5) == 0 ? 0 : std::ldexp(numbers.uniform(-1, 1), size);
                enclosed(i, j) = Traits::from_double(entry);
                exact(i, j) = entry;
            }
        const I bound = spectral_norm_bound(enclosed);
        EXPECT_TRUE(contains(bound, spectral_norm_bound(exact)));
        Vector<Real100> x = Vector<Real100>::Random(columns).unaryExpr([](const Real100& entry) { return Real100(entry); });
        EXPECT_LE(norm(Vector<Real100>(exact * x)), Real100(bound.upper()) * norm(x));
        const double allowed = max_abs(exact) == 0 ? 0 : derived_width(exact);
        EXPECT_LE(bound.upper() - bound.lower(), allowed * bound.upper());
    }
}

TEST(DoubleIntervalWidth, OfAnOperationOnPointsIsFourUnitsInTheLastPlaceAtMost) {
    Numbers numbers(5);
    for (int n = 0; n < 20000; ++n) {
        const double x = numbers.uniform(-10, 10), y = numbers.uniform(-10, 10);
        const I a = Traits::from_double(x), b = Traits::from_double(y);
        for (const I result : {a + b, a - b, a * b, a / b, Traits::sqrt(Traits::abs(a))})
            EXPECT_LE(result.upper() - result.lower(), 0x1p-50 * std::max(std::abs(result.lower()), std::abs(result.upper())));
    }
}

TEST(DoubleIntervalWidth, OfAFunctionOfAPointIsTwiceItsErrorAtMost) {
    Numbers numbers(6);
    for (const auto& f : functions)
        for (int n = 0; n < 2000; ++n) {
            const double x = std::max(numbers.uniform(-30, 30), f.from);
            const I result = f.enclosed(Traits::from_double(x));
            const bool periodic = f.name == std::string_view("sin") || f.name == std::string_view("cos");
            // A value is known to 2^-46, relatively but for sines, and each end is moved and rounded once or twice: 8 u.
            const double size = periodic ? 1 : std::max(std::abs(result.lower()), std::abs(result.upper()));
            EXPECT_LE(result.upper() - result.lower(), (2 * 0x1p-46 + 16 * 0x1p-53) * size) << f.name << " " << x;
        }
}

TEST(DoubleInterval, KeepsWhatIsExact) {
    const I zero(0), x = I::between(-3, 5), one(1);
    for (const I result : {zero * x, zero / one, Traits::sqrt(zero), Traits::tanh(zero), Traits::expm1(zero), Traits::log1p(zero), Traits::atan(zero), Traits::sin(zero), zero + zero, zero * zero}) {
        EXPECT_EQ(result.lower(), 0);
        EXPECT_EQ(result.upper(), 0);
    }
    // Products of non-negative numbers are not negative, however small.
    EXPECT_EQ((I::between(0, smallest) * I::between(0, 0.5)).lower(), 0);
    EXPECT_EQ((I::between(smallest, 1) * I::between(smallest, 1)).lower(), 0);
    EXPECT_EQ(Traits::abs(I::between(-2, 1)).lower(), 0);
}

TEST(DoubleInterval, IsAllNumbersWhereNothingIsKnown) {
    const I big = Traits::from_double(1e200), around_zero = I::between(-1, 1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const I x : {big * big, I(1) / around_zero, I(1) / I(0), Traits::from_double(infinity), Traits::from_double(nan), Traits::from_double(largest) + Traits::from_double(largest), Traits::exp(I(1000)), Traits::log1p(I(-1)), I::whole()}) {
        EXPECT_EQ(x.lower(), -infinity);
        EXPECT_EQ(x.upper(), infinity);
        // It stays so, and says nothing.
        for (const I y : {x + I(1), x - x, x * I(2), x / I(2), I(1) / x, x * x, -x, Traits::abs(x), Traits::sqrt(x), Traits::exp(x), Traits::log1p(x), Traits::max(x, I(0)), Traits::min(I(0), x), x * around_zero, around_zero * x}) {
            EXPECT_EQ(Traits::less_equal(y, I(0)), Truth::unknown) << text(y);
            EXPECT_EQ(Traits::less_equal(I(-1), -y), Truth::unknown) << text(y);
            EXPECT_TRUE(contains(y, Real100(1e300)) && contains(y, Real100(-1e300))) << text(y);
        }
        EXPECT_TRUE(contains(Traits::tanh(x), 1) && contains(Traits::tanh(x), -1) && contains(Traits::atan(x), 1.57));
        EXPECT_TRUE(contains(Traits::sin(x), 1) && contains(Traits::cos(x), -1));
    }
}

TEST(DoubleInterval, ComparesForEveryPairOfMembers) {
    const I low = I::between(0, 1), high = I::between(1, 2);
    EXPECT_EQ(Traits::less_equal(low, high), Truth::yes);
    EXPECT_EQ(Traits::less_equal(high, low), Truth::unknown);
    EXPECT_EQ(Traits::less_equal(I::between(1.5, 2), low), Truth::no);
    EXPECT_EQ(Traits::less_equal(low, I::whole()), Truth::unknown);
}

}  // namespace
}  // namespace aimcert
