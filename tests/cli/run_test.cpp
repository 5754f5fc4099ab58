// `aimcert run` end to end, its ledger recomputed by small loops that share nothing with the program.

#include "cli/run.hpp"
#include "core/instances.hpp"
#include "tests/cli/eighty_columns.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/small_run.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

namespace aimcert::testing {
namespace {

using Real = long double;
using Table = std::vector<std::map<std::string, std::string>>;

Table read_csv(const std::string& file) {
    std::istringstream text(content(file));
    std::string line, cell;
    const auto cells = [&](const std::string& row) {
        std::vector<std::string> result;
        std::istringstream stream(row + ",");
        while (std::getline(stream, cell, ',')) result.push_back(cell);
        return result;
    };
    std::getline(text, line);
    const auto header = cells(line);
    Table table;
    while (std::getline(text, line)) {
        const auto row = cells(line);
        EXPECT_EQ(row.size(), header.size()) << line;
        auto& entry = table.emplace_back();
        for (std::size_t i = 0; i < header.size(); ++i) entry[header[i]] = row[i];
    }
    return table;
}

/// examples/tiny_async.toml as arrays: 2-3-2, identity activations, half squared error, tau = 1.
struct Toy {
    using First = std::array<std::array<Real, 2>, 3>;
    using Second = std::array<std::array<Real, 3>, 2>;
    struct Weights {
        First a;
        Second b;
    };
    static constexpr Real alpha = 0.25L;
    static inline const std::array<std::array<Real, 2>, 3> x{{{1, 0}, {0.6, 0.8}, {0, 1}}};  // 0.6, 0.8 as doubles
    static inline const std::array<std::array<Real, 2>, 3> y{{{1, 0}, {0.5, 0.5}, {0, 1}}};

    static Weights start() { return {{{{0.5, 0}, {0, 0.5}, {0.25, -0.25}}}, {{{0.5, 0, 0.25}, {0, 0.5, -0.25}}}}; }

    /// Gradient of sample n: first layer's forward with `stale`, everything else with `w`.
    static Weights gradient(const Weights& w, const First& stale, std::size_t n) {
        std::array<Real, 3> hidden{}, back{};
        std::array<Real, 2> error{};
        for (std::size_t i = 0; i < 3; ++i) hidden[i] = stale[i][0] * x[n][0] + stale[i][1] * x[n][1];
        for (std::size_t o = 0; o < 2; ++o) {
            error[o] = -y[n][o];
            for (std::size_t i = 0; i < 3; ++i) error[o] += w.b[o][i] * hidden[i];
        }
        for (std::size_t i = 0; i < 3; ++i) back[i] = w.b[0][i] * error[0] + w.b[1][i] * error[1];
        Weights g;
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 2; ++j) g.a[i][j] = back[i] * x[n][j];
        for (std::size_t o = 0; o < 2; ++o)
            for (std::size_t i = 0; i < 3; ++i) g.b[o][i] = error[o] * hidden[i];
        return g;
    }

    static Real loss(const Weights& w) {
        Real sum = 0;
        for (std::size_t n = 0; n < 3; ++n)
            for (std::size_t o = 0; o < 2; ++o) {
                Real out = -y[n][o];
                for (std::size_t i = 0; i < 3; ++i) out += w.b[o][i] * (w.a[i][0] * x[n][0] + w.a[i][1] * x[n][1]);
                sum += out * out / 2;
            }
        return sum / 3;
    }

    /// f(u, v) of every pair of entries of two tuples.
    template <class F>
    static Weights entrywise(const Weights& u, const Weights& v, const F& f) {
        Weights r;
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 2; ++j) {
                r.a[i][j] = f(u.a[i][j], v.a[i][j]);
                r.b[j][i] = f(u.b[j][i], v.b[j][i]);
            }
        return r;
    }
    static Weights updated(const Weights& w, const Weights& g, Real rate) {
        return entrywise(w, g, [&](Real v, Real d) { return v - rate * d - rate * std::abs(d) * v; });
    }
    static Weights plus(const Weights& u, Real factor, const Weights& v) {
        return entrywise(u, v, [&](Real p, Real q) { return p + factor * q; });
    }
    static Real square(const First& m) {
        Real sum = 0;
        for (const auto& row : m)
            for (const Real e : row) sum += e * e;
        return sum;
    }
    static Real square(const Second& m) {
        Real sum = 0;
        for (const auto& row : m)
            for (const Real e : row) sum += e * e;
        return sum;
    }
    static Real square(const Weights& w) { return square(w.a) + square(w.b); }
    static Real largest(const Weights& w) {
        Real max = 0;
        entrywise(w, w, [&](Real v, Real) { return max = std::max(max, std::abs(v)); });
        return max;
    }
    static Weights mean_gradient(const Weights& w) {
        Weights mean{};
        for (std::size_t n = 0; n < 3; ++n) mean = plus(mean, 1.0L / 3, gradient(w, w.a, n));
        return mean;
    }
    static Real variance(const Weights& w) {
        Real sum = 0;
        for (std::size_t n = 0; n < 3; ++n) sum += square(plus(gradient(w, w.a, n), -1, mean_gradient(w)));
        return sum / 3;
    }

    /// L_f and L_S of theory section 3 multiplied out for M = 2, l = 1, s = 0, chi = max|y| = 1, n = 2, 3, 2:
    /// om = W_max √6, X_2 = om, X_3 = om², Lam0 = om² + 1, D_2 = Lam0, D_1 = om Lam0, p_3 = om e_1 + om e_2,
    /// t_2 = p_3, t_1 = om t_2 + [both] D_2 e_2.
    /// A = [om², om² + Lam0; om² + Lam0, om²] is symmetric with positive entries, so |A|_2 is its row sum; the second
    /// column of B diag(1, 0) vanishes, so |.|_2 is the norm of the first, (om², om² + Lam0).
    struct Constants {
        Real smoothness, sensitivity;
    };
    static Constants constants(Real max_weight) {
        const Real om2 = 6 * max_weight * max_weight, lam0 = om2 + 1;
        return {2 * om2 + lam0, std::hypot(om2, om2 + lam0)};
    }
};

/// A value of row k went through fewer than 64 (k+1) roundings one after the other; the toy's updates contract, so
/// earlier errors are not amplified, and the constants that multiply it (at most 4 L_S² = 309) are below 2^9.
void expect_equal(const std::map<std::string, std::string>& row, const std::string& column, Real expected, int k) {
    const double tolerance = 64.0 * (k + 1) * 512 * 0x1p-53 * std::max(1.0, std::abs(static_cast<double>(expected)));
    EXPECT_NEAR(std::stod(row.at(column)), static_cast<double>(expected), tolerance) << column << " of step " << k;
}

TEST(Run, ledger_of_the_toy_is_what_small_loops_find) {
    const Workspace workspace;
    const auto result = run({"run", AIMCERT_SOURCE_DIR "/examples/tiny_async.toml", "--out", workspace / "out"});
    ASSERT_EQ(result.status, 0) << result.err;
    const Table table = read_csv(workspace / "out/ledger.csv");
    ASSERT_EQ(table.size(), 30u);

    std::vector<Toy::Weights> history{Toy::start()};
    for (std::size_t k = 0; k < 30; ++k) {
        const auto& w = history[k];
        history.push_back(Toy::updated(w, Toy::gradient(w, history[k > 0 ? k - 1 : 0].a, k % 3), Toy::alpha));
    }
    Real r = 0;  // tau = 1: the largest saturation degree is the largest weight
    for (const auto& w : history) r = std::max(r, Toy::largest(w));
    const auto constants = Toy::constants(r);
    const Real alpha = Toy::alpha, u = 1, weight = (1 + 1 / u) * (1 + r) * (1 + r) * constants.sensitivity * constants.sensitivity;
    const Real kappa = weight, c = alpha / 2 * weight;

    for (int k = 0; k < 30; ++k) {
        const auto& row = table[static_cast<std::size_t>(k)];
        const std::size_t before = static_cast<std::size_t>(std::max(k - 1, 0)), now = static_cast<std::size_t>(k);
        const auto& w = history[now];
        const Real f = Toy::loss(w), g2 = Toy::square(Toy::mean_gradient(w)), s2 = Toy::variance(w), rk = Toy::largest(w);
        // Layer 1 is one update late, layer 2 not at all: C, Q and A are those of the last increment of layer 1.
        const Real Q = Toy::square(Toy::plus(w, -1, history[before]).a);
        const Real V = f + c * Q;
        Real next_loss = 0, next_auxiliary = 0, denoised = 0;
        for (std::size_t n = 0; n < 3; ++n) {
            const auto next = Toy::updated(w, Toy::gradient(w, history[before].a, n), alpha);
            const auto increment = Toy::plus(next, -1, w);
            const auto noise = Toy::plus(Toy::gradient(w, w.a, n), -1, Toy::mean_gradient(w));
            next_loss += Toy::loss(next) / 3;
            next_auxiliary += Toy::square(increment.a) / 3;
            denoised += Toy::square(Toy::plus(increment, alpha, noise)) / 3;
        }
        const Real asymmetry = (1 + u) * rk * rk, Lf = constants.smoothness, LS2 = constants.sensitivity * constants.sensitivity;
        EXPECT_EQ(std::stoi(row.at("step")), k);
        expect_equal(row, "loss", f, k);
        expect_equal(row, "gradient_norm_sq", g2, k);
        expect_equal(row, "noise_variance", s2, k);
        expect_equal(row, "saturation_degree", rk, k);
        expect_equal(row, "accumulated_delay", std::sqrt(Q), k);
        expect_equal(row, "squared_delay", Q, k);
        expect_equal(row, "auxiliary", Q, k);
        expect_equal(row, "lyapunov", V, k);
        expect_equal(row, "increment_norm_sq", Toy::square(Toy::plus(history[now + 1], -1, w)), k);
        expect_equal(row, "expected_loss_next", next_loss, k);
        expect_equal(row, "descent_bound",
                     f - alpha / 2 * (1 - asymmetry) * g2 - (1 / (2 * alpha) - Lf) * denoised + alpha * alpha * Lf * s2 +
                         alpha / 2 * asymmetry * s2 + alpha / 2 * (1 + 1 / u) * (1 + rk) * (1 + rk) * LS2 * Q,
                     k);
        expect_equal(row, "expected_lyapunov_next", next_loss + c * next_auxiliary, k);
        expect_equal(row, "lyapunov_bound",
                     V - alpha / 2 * (1 - asymmetry) * g2 + alpha * alpha * (Lf + alpha * kappa) * s2 + alpha / 2 * asymmetry * s2, k);
    }
    const auto summary = nlohmann::json::parse(content(workspace / "out/summary.json"));
    // W_max < 1 went through fewer than 64·31 roundings (expect_equal), L_f = 18 W_max² + 1 and L_S below it change by at most
    // 36 times that, and norms are off by 200 u: below 36·2^11 + 200·19 < 2^17 in all.
    EXPECT_NEAR(summary["constants"]["L_f"].get<double>(), static_cast<double>(constants.smoothness), 0x1p17 * 0x1p-53);
    EXPECT_NEAR(summary["constants"]["L_S"].get<double>(), static_cast<double>(constants.sensitivity), 0x1p17 * 0x1p-53);
    EXPECT_EQ(summary["first_violated_step"], nullptr);
    EXPECT_EQ(summary["clock_cycles"], 2 * 30 + 2);
}

TEST(Run, synchronous_expectation_is_over_all_mini_batches) {
    const Workspace workspace;
    for (const std::string file : {"tiny_net.json", "tiny_data.csv"}) workspace.write(file, content(AIMCERT_SOURCE_DIR "/examples/" + file));
    const std::string example = content(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml");
    workspace.write("run.toml", replaced(replaced(example, "\"async\"", "\"sync\""), "micro_batches = 1", "micro_batches = 2"));
    const auto result = run({"run", workspace / "run.toml", "--out", workspace / "out"});
    ASSERT_EQ(result.status, 0) << result.err;
    const Table table = read_csv(workspace / "out/ledger.csv");

    std::vector<Toy::Weights> history{Toy::start()};
    Real r = Toy::largest(history[0]);
    const auto step = [&](const Toy::Weights& w, std::size_t first, std::size_t second, Real* max) {
        const auto half = Toy::updated(w, Toy::gradient(w, w.a, first), Toy::alpha / 2);
        const auto next = Toy::updated(half, Toy::gradient(w, w.a, second), Toy::alpha / 2);
        if (max) *max = std::max({*max, Toy::largest(half), Toy::largest(next)});
        return next;
    };
    for (std::size_t k = 0; k < 30; ++k) history.push_back(step(history[k], 2 * k % 3, (2 * k + 1) % 3, &r));
    const Real Lf = Toy::constants(r).smoothness, alpha = Toy::alpha;
    for (int k = 0; k < 30; ++k) {
        const auto& row = table[static_cast<std::size_t>(k)];
        const auto& w = history[static_cast<std::size_t>(k)];
        const Real f = Toy::loss(w), g2 = Toy::square(Toy::mean_gradient(w)), s2 = Toy::variance(w);
        Real next = 0;
        for (std::size_t first = 0; first < 3; ++first)
            for (std::size_t second = 0; second < 3; ++second) next += Toy::loss(step(w, first, second, nullptr)) / 9;
        const Real bound = f - alpha / 2 * (1 - r * r) * g2 + alpha * alpha * Lf * s2 / 2 + alpha / 2 * r * r * s2;
        expect_equal(row, "loss", f, k);
        expect_equal(row, "expected_loss_next", next, k);
        expect_equal(row, "descent_bound", bound, k);
        expect_equal(row, "lyapunov", f, k);
        expect_equal(row, "lyapunov_bound", bound, k);
        EXPECT_EQ(row.at("squared_delay"), "0");
    }
}

TEST(Run, weights_continue_a_run_bit_by_bit) {
    // 10 synchronous steps are 4 steps, saved and read back, and 6 more.
    const Workspace workspace;
    for (const std::string file : {"tiny_net.json", "tiny_data.csv"}) workspace.write(file, content(AIMCERT_SOURCE_DIR "/examples/" + file));
    const std::string base = replaced(content(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml"), "\"async\"", "\"sequential\"");
    const auto train = [&](const std::string& name, const std::string& weights, int steps, const std::string& order) {
        std::string text = replaced(replaced(base, "tiny_net.json\"", weights + "\""), "steps = 30", "steps = " + std::to_string(steps));
        workspace.write(name + ".toml", replaced(text, "[0, 1, 2]", order));
        const auto result = run({"run", workspace / (name + ".toml"), "--out", workspace / name});
        EXPECT_EQ(result.status, 0) << result.err;
    };
    train("whole", "tiny_net.json", 10, "[0, 1, 2]");
    train("start", "tiny_net.json", 4, "[0, 1, 2]");
    train("rest", "start/weights.json", 6, "[1, 2, 0]");
    EXPECT_EQ(content(workspace / "rest/weights.json"), content(workspace / "whole/weights.json"));
    EXPECT_NE(content(workspace / "start/weights.json"), content(workspace / "whole/weights.json"));
}

TEST(Run, scalars_agree_to_their_digits) {
    const auto configuration = cli::read_configuration(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml");
    const auto in = [&](const std::string& scalar) { return result_of(configuration, scalar); };
    const auto exact = in("real100"), real50 = in("real50"), dbl = in("double"), flt = in("float");
    for (std::size_t k = 0; k < exact.rows.size(); ++k) {
        // As in expect_equal: 64 (k+1) roundings, constants below 2^9. 50 and 100 digits give the same double, or its
        // neighbour where the 50 digits lie next to a tie.
        const double scale = 64.0 * static_cast<double>(k + 1) * 512 * std::max(1.0, *exact.rows[k].lyapunov_bound);
        EXPECT_NEAR(*real50.rows[k].lyapunov_bound, *exact.rows[k].lyapunov_bound, 0x1p-52 * *exact.rows[k].lyapunov_bound);
        EXPECT_NEAR(*dbl.rows[k].lyapunov_bound, *exact.rows[k].lyapunov_bound, scale * 0x1p-53);
        EXPECT_NEAR(*flt.rows[k].lyapunov_bound, *exact.rows[k].lyapunov_bound, scale * 0x1p-24);
    }
    EXPECT_NE(flt.rows.back().loss, dbl.rows.back().loss);
}

TEST(Run, automatic_rate_meets_every_hypothesis_and_no_claim_is_violated) {
    auto configuration = cli::read_configuration(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml");
    configuration.train.learning_rate.reset();
    for (const Schedule schedule : all_schedules) {
        configuration.train.schedule = schedule;
        const auto result = result_of(configuration);
        EXPECT_GT(result.learning_rate, 0);
        EXPECT_LE(result.constants.saturation, 0.75);  // half-way from r_0 = 0.5 to 1
        EXPECT_GE(result.claims.size(), 2u);
        for (const auto& claim : result.claims) {
            EXPECT_TRUE(claim.hypotheses_met) << claim.id << ": " << claim.failed_hypothesis;
            EXPECT_EQ(claim.violations, 0) << claim.id;
            EXPECT_EQ(claim.undecided, 0) << claim.id;
            EXPECT_LE(claim.largest_ratio, 1) << claim.id;
            EXPECT_GT(claim.checked, claim.outside_box) << claim.id;
        }
    }
}

TEST(Run, devices_outside_the_theory_get_empty_bounds_and_a_note) {
    const Workspace workspace;
    for (const std::string file : {"tiny_net.json", "tiny_data.csv"}) workspace.write(file, content(AIMCERT_SOURCE_DIR "/examples/" + file));
    workspace.write("run.toml", replaced(content(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml"), "response = \"ald\"", "response = \"power\"\ngamma = 2"));
    ASSERT_EQ(run({"run", workspace / "run.toml", "--out", workspace / "out"}).status, 0);
    const Table table = read_csv(workspace / "out/ledger.csv");
    for (const char* column : {"lyapunov", "descent_bound", "expected_lyapunov_next", "lyapunov_bound"}) EXPECT_EQ(table[3].at(column), "") << column;
    EXPECT_NE(table[3].at("expected_loss_next"), "");
    EXPECT_EQ(nlohmann::json::parse(content(workspace / "out/summary.json"))["notes"].size(), 1u);
}

TEST(Run, the_device_is_told_with_all_its_parameters) {
    auto configuration = cli::read_configuration(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml");
    const auto words = [&](const DeviceParameters& device) {
        configuration.device = device;
        return result_of(configuration).device;
    };
    EXPECT_EQ(words({.response = "ald", .tau = 0.75}), "ald, tau = 0.75");
    EXPECT_EQ(words({.response = "ald", .tau = 1, .w0 = 0.125}), "ald, tau = 1, w0 = 0.125");
    EXPECT_EQ(words({.response = "shifted_linear", .tau = 1, .c = -0.25}), "shifted_linear, tau = 1, c = -0.25");
    EXPECT_EQ(words({.response = "power", .tau = 1, .gamma = 2}), "power, tau = 1, gamma = 2");
    EXPECT_EQ(words({.response = "two_sided_exponential", .tau_min = -1, .tau_max = 2, .gamma_plus = 0.5, .gamma_minus = 3}),
              "two_sided_exponential, tau_min = -1, tau_max = 2, gamma_plus = 0.5, gamma_minus = 3");
    EXPECT_EQ(words({.response = "ideal"}), "ideal");
}

const std::string weight_at_half = R"({"activations":["identity"],"loss":"half_squared_error","weights":[[[0.5]]]})";

TEST(Run, algorithms_on_two_arrays_follow_their_equations) {
    const Workspace workspace;
    const double alpha = 0.25, beta = 0.125, gamma = 0.5;
    const auto update = [](double w, double d) { return w + d - std::abs(d) * w; };
    for (const std::string algorithm : {"tiki_taka", "residual_learning", "residual_learning_v2"}) {
        const bool taka = algorithm == "tiki_taka", buffered = algorithm == "residual_learning_v2";
        const auto result = result_of(small_run(workspace, weight_at_half, "x1,y1\n1,0\n",
                                                one_weight("algorithm = \"" + algorithm + "\"\nbeta = 0.125\n" + (taka ? "" : "gamma = 0.5\n") +
                                               (buffered ? "granularity = 0.001\n" : ""))));
        EXPECT_EQ(result.algorithm, algorithm);
        double w = 0.5, p = 0, h = 0;
        // Steps of at most 20 roundings of numbers below 2, each passed on by a factor of at most 2 + gamma a step at
        // worst, but the maps contract: 2^8 roundings a step are generous, and fewer than 2^14 in all.
        constexpr double tolerance = 0x1p14 * 0x1p-53;
        for (std::size_t k = 0; k < 40; ++k) {
            const double point = taka ? w : w + gamma * p;
            EXPECT_NEAR(result.rows[k].loss, point * point / 2, tolerance) << algorithm << " " << k;
            EXPECT_NEAR(result.rows[k].layer_saturation[0], std::abs(w), tolerance) << algorithm << " " << k;
            EXPECT_NEAR(result.rows[k].residual_saturation.at(0), std::abs(p), tolerance) << algorithm << " " << k;
            if (taka) {
                p = update(p, beta * point);
                w = update(w, -alpha * p);
            } else {
                p = update(p, -alpha * point);
                h = buffered ? (1 - beta) * h + beta * p : p;
                if (!buffered || std::abs(beta * h) > 0.001) w = update(w, beta * h);
            }
        }
        EXPECT_LT(result.final_loss, result.initial_loss) << algorithm;
        EXPECT_NEAR(result.final_residual_saturation.at(0), std::abs(p), tolerance) << algorithm;
        EXPECT_FALSE(result.has_theory);
    }
}

TEST(Run, digital_sgd_is_training_on_digital_weights) {
    const Workspace workspace;
    const auto result = result_of(small_run(workspace, weight_at_half, "x1,y1\n1,0\n", one_weight("algorithm = \"digital_sgd\"\n")));
    EXPECT_TRUE(result.has_theory);
    for (std::size_t k = 0; k < 40; ++k)  // w_k = 0.5 (3/4)^k: 4 roundings a step
        EXPECT_NEAR(result.rows[k].loss, 0.125 * std::pow(0.5625, static_cast<double>(k)), 200 * 0x1p-53);
}

TEST(Run, read_noise_depends_on_the_seed_alone) {
    const Workspace workspace;
    const auto with = [&](const std::string& seed) {
        const std::string text = one_weight("algorithm = \"tiki_taka\"\nbeta = 0.125\nread_noise = 0.1\nseed = " + seed + "\n");
        return result_of(small_run(workspace, weight_at_half, "x1,y1\n1,0\n", text)).final_loss;
    };
    EXPECT_EQ(with("3"), with("3"));
    EXPECT_NE(with("3"), with("4"));
}

TEST(Run, every_writes_every_nth_row_of_the_same_ledger) {
    auto configuration = cli::read_configuration(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml");
    const auto all = result_of(configuration);
    configuration.ledger.every = 7;
    const auto some = result_of(configuration);
    ASSERT_EQ(some.rows.size(), 5u);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(some.rows[i].step, static_cast<int>(7 * i));
        EXPECT_EQ(some.rows[i].lyapunov_bound, all.rows[7 * i].lyapunov_bound);
        EXPECT_EQ(some.rows[i].increment_norm_sq, all.rows[7 * i].increment_norm_sq);
    }
}

TEST(Run, constants_a_posteriori_cover_the_weights_of_every_step) {
    auto configuration = cli::read_configuration(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml");
    std::vector<double> largest;
    for (configuration.train.steps = 1; configuration.train.steps <= 30; ++configuration.train.steps)
        cover(largest, result_of(configuration).trained.weights);
    cover(largest, configuration.network.weights);
    configuration.train.steps = 30;
    for (const int every : {1, 7, 1000}) {
        configuration.ledger.every = every;
        EXPECT_EQ(result_of(configuration).posteriori.spectral, largest) << every;
    }
}

TEST(Run, terms_of_the_lyapunov_bound_add_up_to_it) {
    auto configuration = cli::read_configuration(AIMCERT_SOURCE_DIR "/examples/tiny_async.toml");
    for (const Schedule schedule : all_schedules) {
        configuration.train.schedule = schedule;
        for (const auto& row : result_of(configuration).rows) {
            const auto& terms = *row.terms;
            const double sum = terms.descent + terms.noise + terms.delay + terms.asymmetry;
            const double size = std::abs(*row.lyapunov) + std::abs(terms.descent) + terms.noise + terms.delay + terms.asymmetry;
            // Fewer than 16 roundings of numbers no larger than `size` on either side.
            EXPECT_NEAR(sum, *row.lyapunov_bound - *row.lyapunov, 32 * 0x1p-53 * size);
        }
    }
}

TEST(Bounds, of_the_toy_are_those_multiplied_out_by_hand) {
    const Workspace workspace;
    const std::string file = AIMCERT_SOURCE_DIR "/examples/tiny_async.toml";
    const auto result = run({"bounds", file, "--json", workspace / "bounds.json"});
    ASSERT_EQ(result.status, 0) << result.err;
    const auto json = nlohmann::json::parse(content(workspace / "bounds.json"));
    // Box r = 3/4: om² = 6 * 9/16 = 27/8, Lam0 = 35/8, L_f = 2 om² + Lam0 = 89/8.
    const Real r = 0.75L, Lf = 89 / 8.0L, LS = std::hypot(27 / 8.0L, 62 / 8.0L), kappa = 2 * (1 + r) * (1 + r) * LS * LS;
    const Real descent = 1 / (Lf + std::sqrt(Lf * Lf + 2 * kappa));
    const Real om = std::sqrt(27 / 8.0L), D1 = om * 35 / 8.0L, D2X2 = 35 / 8.0L * om;  // D_1 X_1 = D_2 X_2
    const Real iterates = 1 / std::max(D1, D2X2) * (1 - std::pow(0.5L, 1 / 30.0L));
    const double relative = 8 * 0x1p-53;  // 50 digits rounded once; a few roundings of long double and a conversion here
    const auto near = [&](const nlohmann::json& found, Real expected) {
        EXPECT_NEAR(found.get<double>(), static_cast<double>(expected), relative * static_cast<double>(expected));
    };
    near(json["a_priori"]["L_f"], Lf);
    near(json["a_priori"]["L_S"], LS);
    near(json["a_priori"]["kappa"], kappa);
    near(json["a_priori"]["c"], Toy::alpha / 2 * kappa);
    near(json["learning_rates"]["descent"], descent);
    near(json["learning_rates"]["bounded_iterates"], iterates);
    near(json["learning_rates"]["largest_admissible"], std::min(descent, iterates));
    EXPECT_TRUE(result.out.starts_with(file + "\n")) << "a path is as long as it was given";
    expect_eighty_columns(result.out.substr(result.out.find('\n') + 1));
}

}  // namespace
}  // namespace aimcert::testing
