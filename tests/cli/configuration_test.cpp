// Reading and writing of the fixed file formats.

#include "cli/files/configuration.hpp"
#include "cli/files/data_file.hpp"
#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"
#include "cli/training/random_numbers.hpp"
#include "tests/cli/workspace.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace aimcert::cli {
namespace {

using aimcert::testing::content;
using aimcert::testing::tree;
using aimcert::testing::Workspace;

TEST(Numbers, decimal_and_hexadecimal_numerals_are_read_exactly) {
    EXPECT_EQ(parse_number("-1.5e-3"), -1.5e-3);
    EXPECT_EQ(parse_number("+2"), 2.0);
    EXPECT_EQ(parse_number("0x1.8p-1"), 0.75);
    EXPECT_EQ(parse_number("-0X1p-1074"), -std::numeric_limits<double>::denorm_min());
    for (const char* text : {"", "-", "1,5", "1.0 ", "0x", "--1", "-0x-1", "one"}) EXPECT_FALSE(parse_number(text)) << text;
}

TEST(Numbers, shortest_text_reads_back_as_the_same_bits) {
    RandomNumbers random(3);
    for (int i = 0; i < 1000; ++i) {
        const double mantissa = 2 * random.uniform() - 1;
        const double value = std::ldexp(mantissa, static_cast<int>(random.index(600)) - 300);
        EXPECT_EQ(std::bit_cast<std::uint64_t>(*parse_number(number_text(value))), std::bit_cast<std::uint64_t>(value));
    }
}

TEST(RandomNumbers, are_those_of_the_engine_that_the_standard_fixes) {
    // [rand.predef]: the 10000th invocation of a default-constructed mt19937_64 gives 9981545732273789042.
    RandomNumbers random(std::mt19937_64::default_seed);
    for (int i = 1; i < 10000; ++i) random.uniform();
    EXPECT_EQ(random.uniform(), std::ldexp(static_cast<double>(9981545732273789042u >> 11), -53));
}

TEST(RandomNumbers, every_index_is_drawn_about_equally_often) {
    RandomNumbers random(1);
    std::array<int, 7> counts{};
    constexpr int draws = 70000;
    for (int i = 0; i < draws; ++i) ++counts.at(random.index(7));
    // Binomial with mean 10000 and standard deviation sqrt(70000 * 6/49) = 93: six of them leave 2e-9 for a false alarm.
    for (const int count : counts) EXPECT_NEAR(count, 10000, 6 * 93);
}

Network awkward_network() {
    Network network;
    network.architecture = {{Activation::centered_softplus, Activation::sin}, Loss::log_cosh};
    network.weights.emplace_back(2, 3);
    network.weights.emplace_back(1, 2);
    network.weights[0] << 0.1, -0.0, 1.0 / 3, std::numeric_limits<double>::denorm_min(), -std::numeric_limits<double>::max(), 1;
    network.weights[1] << std::nextafter(1.0, 2.0), -4e-320;
    return network;
}

TEST(NetworkFile, reads_back_bit_by_bit_with_signed_zero_and_subnormal_numbers) {
    const Workspace workspace;
    const Network network = awkward_network();
    workspace.write("net.json", network_text(network));
    const Network back = read_network(workspace / "net.json");
    EXPECT_EQ(back.architecture.activations, network.architecture.activations);
    EXPECT_EQ(back.architecture.loss, network.architecture.loss);
    ASSERT_EQ(back.weights.size(), network.weights.size());
    for (std::size_t m = 0; m < network.weights.size(); ++m) {
        ASSERT_EQ(back.weights[m].rows(), network.weights[m].rows());
        ASSERT_EQ(back.weights[m].cols(), network.weights[m].cols());
        for (Eigen::Index i = 0; i < network.weights[m].size(); ++i)
            EXPECT_EQ(std::bit_cast<std::uint64_t>(back.weights[m].data()[i]), std::bit_cast<std::uint64_t>(network.weights[m].data()[i]));
    }
    EXPECT_EQ(network_text(back), network_text(network));
}

TEST(NetworkFile, takes_hexadecimal_numerals) {
    const Workspace workspace;
    workspace.write("net.json", R"({"activations":["arctan"],"loss":"log_cosh","weights":[[["0x1.999999999999ap-4", -2]]]})");
    const Network network = read_network(workspace / "net.json");
    EXPECT_EQ(network.weights[0](0, 0), 0.1);
    EXPECT_EQ(network.weights[0](0, 1), -2.0);
}

TEST(DataFile, labels_become_one_hot_targets_and_inputs_get_norm_one) {
    const Workspace workspace;
    workspace.write("data.csv", "x1, x2,label\r\n3,4,1\r\n\r\n0,-2e-200,0\r\n");
    const DataSet data = read_data(workspace / "data.csv", {2, 3, Loss::softmax_cross_entropy}, true);
    EXPECT_TRUE(data.labelled);
    ASSERT_EQ(data.samples.size(), 2u);
    // 3/5 and 4/5: one rounding each in the norm's quotient, root and product, and one in the division.
    EXPECT_NEAR(data.samples[0].input(0), 0.6, 4 * 0x1p-53);
    EXPECT_NEAR(data.samples[0].input(1), 0.8, 4 * 0x1p-53);
    EXPECT_EQ(data.samples[0].target, (Vector<double>(3) << 0, 1, 0).finished());
    EXPECT_EQ(data.samples[1].input(1), -1.0);
    EXPECT_EQ(data.samples[1].target, (Vector<double>(3) << 1, 0, 0).finished());
}

TEST(Configuration, of_the_digits_example_is_read_with_drawn_weights_inside_their_bound) {
    const auto configuration = read_configuration(AIMCERT_SOURCE_DIR "/examples/digits_async.toml");
    EXPECT_EQ(configuration.samples.size(), 1797u);
    EXPECT_TRUE(configuration.labelled);
    EXPECT_EQ(configuration.train.schedule, Schedule::async);
    EXPECT_EQ(configuration.train.learning_rate, 0.02);
    EXPECT_EQ(configuration.train.steps, 20000);
    EXPECT_EQ(configuration.train.seed, 7u);
    EXPECT_EQ(configuration.ledger.every, 200);
    EXPECT_FALSE(configuration.ledger.expectation);
    const auto& weights = configuration.network.weights;
    ASSERT_EQ(weights.size(), 3u);
    EXPECT_EQ(weights[0].rows(), 32);
    EXPECT_EQ(weights[0].cols(), 64);
    EXPECT_EQ(weights[2].rows(), 10);
    const double largest = max_abs(weights);
    EXPECT_LE(largest, 0.5);
    EXPECT_GT(largest, 0.499);  // of 2720 uniform draws: all below .998 of the bound with probability .998^2720 = 4e-3
    // The first weight is the first draw of the engine, scaled.
    RandomNumbers random(1);
    EXPECT_EQ(weights[0](0, 0), (2 * random.uniform() - 1) * 0.5);
    EXPECT_EQ(weights[0](0, 1), (2 * random.uniform() - 1) * 0.5);
}

TEST(Configuration, digital_twin_starts_from_the_same_weights) {
    const auto analog = read_configuration(AIMCERT_SOURCE_DIR "/examples/digits_async.toml");
    const auto digital = read_configuration(AIMCERT_SOURCE_DIR "/examples/digits_digital.toml");
    EXPECT_TRUE(digital.is_digital());
    EXPECT_FALSE(analog.is_digital());
    for (std::size_t m = 0; m < 3; ++m) EXPECT_EQ(analog.network.weights[m], digital.network.weights[m]);
}

TEST(Files, are_replaced_as_a_whole_and_leave_no_temporary_file) {
    const Workspace workspace;
    write_file_atomically(workspace.path() / "new" / "folder" / "a.txt", "one");
    write_file_atomically(workspace.path() / "new" / "folder" / "a.txt", "two");
    EXPECT_EQ(tree(workspace.path()), (std::map<std::string, std::string>{{"new/folder/a.txt", "two"}}));
    std::filesystem::create_directories(workspace.path() / "taken");
    EXPECT_THROW(write_file_atomically(workspace.path() / "taken", "x"), InputError);
    EXPECT_EQ(tree(workspace.path()).size(), 1u);
}

/// The last place cannot be written: a directory is found before a text is written, a full device only when it is written.
TEST(Files, stay_as_they_were_unless_all_that_belong_together_can_be_written) {
    const Workspace workspace;
    workspace.write("a", "old a");
    std::filesystem::create_directories(workspace.path() / "taken");
    std::filesystem::create_symlink("/dev/full", workspace.path() / "full");
    for (const std::string last : {"taken", "full"}) {
        EXPECT_THROW(write_files_atomically({{workspace.path() / "a", "new a"}, {workspace.path() / "b", "new b"}, {workspace.path() / last, "x"}}),
                     InputError);
        EXPECT_EQ(content(workspace / "a"), "old a") << last;
        EXPECT_FALSE(std::filesystem::exists(workspace / "b")) << last;
        EXPECT_EQ(std::distance(std::filesystem::directory_iterator(workspace.path()), std::filesystem::directory_iterator()), 3) << last;
    }
    write_files_atomically({{workspace.path() / "a", "new a"}, {workspace.path() / "b", "new b"}});
    EXPECT_EQ(content(workspace / "a"), "new a");
    EXPECT_EQ(content(workspace / "b"), "new b");
}

}  // namespace
}  // namespace aimcert::cli
