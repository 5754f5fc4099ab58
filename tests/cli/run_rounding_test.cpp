// What rounding, overflow and underflow do to `aimcert run`: errors before it trains, and no violations.

#include "cli/training/examination.hpp"
#include "cli/training/spectral_norms.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/small_run.hpp"

#include <cmath>

namespace aimcert::testing {
namespace {

struct Overflow {
    std::string name, data, device, train, scalar;
    std::string message;  ///< after "run.toml: "
};

void PrintTo(const Overflow& overflow, std::ostream* out) { *out << overflow.name; }

class Overflows : public ::testing::TestWithParam<Overflow> {};

TEST_P(Overflows, are_refused_before_training_by_the_key_that_causes_them) {
    const auto& overflow = GetParam();
    const Workspace workspace;
    workspace.write("net.json", R"({"activations":["tanh","identity"],"loss":"half_squared_error","weights":[[[0.25]],[[0.5]]]})");
    workspace.write("data.csv", "x1,y1\n" + overflow.data + "\n");
    workspace.write("run.toml", "[network]\nweights = \"net.json\"\n[device]\n" + overflow.device + "\n[data]\nfile = \"data.csv\"\n"
                                "[train]\nschedule = \"async\"\nsteps = 3\n" + overflow.train + "\n[ledger]\nexpectation = true\n");
    const auto result = run({"run", workspace / "run.toml", "--scalar", overflow.scalar, "--out", workspace / "out"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.err, "aimcert: " + (workspace / "run.toml") + ": " + overflow.message + "\n");
    EXPECT_FALSE(std::filesystem::exists(workspace / "out"));
}

const std::string ald = "response = \"ald\"\ntau = 1", rate = "learning_rate = 0.01";

INSTANTIATE_TEST_SUITE_P(
    Run, Overflows,
    ::testing::ValuesIn(std::vector<Overflow>{
        {"inputs", "1e160,1", ald, rate, "double", "data.file: expected samples for which the constants are finite in double, found overflow of L_f"},
        {"square_of_a_constant", "1e90,1", ald, rate, "double", "data.file: expected samples for which the constants are finite in double, found overflow of kappa"},
        {"targets", "1,1e200", ald, rate, "double", "data.file: expected samples for which the constants are finite in double, found overflow of kappa"},
        {"targets_outside_the_theory", "1,1e200", "response = \"power\"\ntau = 1\ngamma = 2", rate, "double", "data.file: expected samples whose loss and gradients on the first weights are finite in double, found overflow"},
        {"inverse_of_u", "1,1", ald, rate + "\nu = 5e-324", "double", "train.u: expected a number for which the constants are finite in double, found overflow of kappa"},
        {"float_of_samples", "1,1e200", ald, rate, "float", "data.file: expected numbers that are finite in float, found 1e+200"},
        {"float_of_rate", "1,1", ald, "learning_rate = 1e-50", "float", "train.learning_rate: expected a number within the range of float, found 1e-50"},
        {"float_of_range", "1,1", "response = \"ald\"\ntau = 1e50", rate, "float", "device.tau: expected a number within the range of float, found 1e+50"},
        {"float_of_symmetric_point", "1,1", "response = \"ald\"\ntau = 1\nw0 = 1e-50", rate, "float", "device.w0: expected a number within the range of float, found 1e-50"},
        {"response", "1,1", "response = \"exponential\"\ntau = 1\ngamma = 1000", rate, "double", "device.gamma: expected responses that are finite in double over the whole range, found 1000"},
        {"response_of_a_side", "1,1", "response = \"two_sided_power\"\ntau_min = -1\ntau_max = 1\ngamma_plus = 2\ngamma_minus = 200", rate, "float", "device.gamma_minus: expected responses that are finite in float over the whole range, found 200"},
        {"bound", "1,1", ald, "learning_rate = 1e-310", "double", "train.learning_rate: expected a rate that keeps weights, loss and bounds finite (if neither data nor device forbid it), found overflow in step 0"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(Run, apparent_violations_of_a_converged_run_are_settled_as_rounding) {
    // The target 2 is out of reach of sin: the loss settles at ln cosh 1, where a step lowers it by less than an ulp.
    const Workspace workspace;
    const auto result = result_of(small_run(
        workspace, R"({"activations":["identity","sin"],"loss":"log_cosh","weights":[[[0.5]],[[0.75]]]})", "x1,y1\n1,2\n",
        "[network]\nweights = \"net.json\"\n[device]\nresponse = \"ald\"\ntau = inf\n[data]\nfile = \"data.csv\"\n"
        "[train]\nschedule = \"async\"\nlearning_rate = 0.013\nsteps = 4000\n[ledger]\nexpectation = true\n"));
    int rounding_only = 0;
    for (const auto& claim : result.claims) {
        EXPECT_EQ(claim.violations, 0) << claim.id;
        EXPECT_EQ(claim.undecided, 0) << claim.id;
        rounding_only += claim.rounding_only;
    }
    EXPECT_GT(rounding_only, 0);
}

TEST(Run, a_range_far_wider_than_the_weights_is_no_violation) {
    const Workspace workspace;
    const auto configuration = small_run(
        workspace, R"({"activations":["tanh","identity"],"loss":"half_squared_error","weights":[[[0.3,-0.4],[0.1,0.2]],[[0.2,-0.3]]]})",
        "x1,x2,y1\n1,2,0.5\n-0.7,0.2,-0.8\n",
        "[network]\nweights = \"net.json\"\n[device]\nresponse = \"ald\"\ntau = 1e17\n[data]\nfile = \"data.csv\"\n"
        "[train]\nschedule = \"async\"\nlearning_rate = 0.01\nsteps = 10\n");
    const auto expected = result_of(configuration, "real50");
    for (const auto& [scalar, u] : {std::pair("float", 0x1p-24), std::pair("double", 0x1p-53)}) {
        const auto result = result_of(configuration, scalar);
        const auto& claim = claim_of(result, "bounded_iterates");
        EXPECT_EQ(claim.violations, 0) << scalar;
        EXPECT_EQ(claim.rounding_only, 0) << scalar;
        // Weights of 10 updates are off by 18 u an update (check_bounded_iterates), the bound by fewer than 64 roundings.
        EXPECT_NEAR(claim.largest_ratio, claim_of(expected, "bounded_iterates").largest_ratio, 256 * u) << scalar;
    }
}

/// One weight at 0 whose gradient is -tanh(100 - w), so that every update has the size that bounded_iterates allows.
std::string largest_updates(const std::string& train) {
    return replaced(replaced(one_weight(train), "learning_rate = 0.25\n", ""), "steps = 40", "steps = 40\nmicro_batches = 2");
}

TEST(Run, rounding_of_bounded_weights_is_told_from_violation) {
    const Workspace workspace;
    // The smallest float is 2^-149 = 1.4e-45: 7 of it are no even number, and each half is rounded up to 4.
    const auto result = result_of(small_run(workspace, R"({"activations":["identity"],"loss":"log_cosh","weights":[[[0]]]})",
                                            "x1,y1\n1,100\n", largest_updates("learning_rate = 1e-44\n")), "float");
    const auto& claim = claim_of(result, "bounded_iterates");
    EXPECT_TRUE(claim.hypotheses_met);
    EXPECT_EQ(claim.violations, 0);
    EXPECT_EQ(claim.undecided, 0);
    EXPECT_EQ(claim.rounding_only, 40);
    EXPECT_EQ(claim.largest_ratio, 1);
}

TEST(Run, squares_that_underflow_are_no_violation) {
    const Workspace workspace;
    // Increments of the first layer are 2.5e-23: their squares are below the smallest float, those of twice as much not.
    const auto configuration = small_run(
        workspace, R"({"activations":["identity","identity","identity"],"loss":"half_squared_error","weights":[[[0]],[[0.5]],[[0.5]]]})",
        "x1,y1\n1000,1\n", replaced(replaced(one_weight("[ledger]\nexpectation = true\n"), "0.25", "1e-25"), "sequential", "async"));
    const auto result = result_of(configuration, "float");
    for (const auto& claim : result.claims) {
        EXPECT_EQ(claim.violations, 0) << claim.id;
        EXPECT_EQ(claim.undecided, 0) << claim.id;
    }
    EXPECT_GT(claim_of(result, "delay_decomposition").rounding_only, 0);
    EXPECT_GT(claim_of(result, "gradient_delay_error").rounding_only, 0);
}

TEST(Run, steps_are_looked_at_in_intervals) {
    const Workspace workspace;
    const auto configuration = small_run(
        workspace, R"({"activations":["identity","identity","identity"],"loss":"log_cosh","weights":[[[0]],[[0.5]],[[0.5]]]})",
        "x1,y1\n1,1\n", replaced(one_weight(""), "sequential", "async"));
    const cli::Examiner examiner(configuration, 0.25, Real50(0.5));
    const auto weights = [](double first) {
        Weights<Real50> tuple;
        for (const double w : {first, 0.5, 0.5}) tuple.push_back(Matrix<Real50>::Constant(1, 1, Real50(w)));
        return tuple;
    };
    EXPECT_EQ(examiner.delays_add_up({{weights(0), weights(0.25), weights(0.125)}}), Truth::yes);
    EXPECT_EQ(examiner.contracts({{weights(0)}}, {0}), Truth::yes);
    EXPECT_EQ(examiner.contracts({{weights(0)}}, {0, 0}), Truth::yes);
    // In a box that these weights are not in, the first layer's increment of 0.02 is too large.
    const cli::Examiner small(configuration, 0.25, Real50(0.0625));
    EXPECT_EQ(small.contracts({{weights(0.5)}}, {0}), Truth::no);
}

TEST(SpectralNorms, of_wide_layers_are_bounded_closely) {
    cli::SpectralNorms<double> norms(1);
    std::vector<double> largest;
    Weights<double> weights{Matrix<double>::Identity(64, 80)};
    for (int k = 0; k < 100; ++k) {
        weights[0](k % 64, (7 * k) % 80) += 0.03125;
        norms.add([&](std::size_t m) -> const Matrix<double>& { return weights[m]; });
        cover(largest, weights);
    }
    EXPECT_GE(norms.bounds()[0], largest[0]);
    EXPECT_LE(norms.bounds()[0], largest[0] * (1 + 32 / 4096.0) * (1 + 4 * 0x1p-53));
}

}  // namespace
}  // namespace aimcert::testing
