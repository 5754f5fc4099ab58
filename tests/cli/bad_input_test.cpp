// Every kind of bad input: one line that names file and key, exit status 2, nothing written, earlier results untouched.

#include "tests/cli/process.hpp"
#include "tests/cli/workspace.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace aimcert::testing {
namespace {

using ::testing::HasSubstr;

const std::string good_network = R"({"activations": ["tanh", "identity"], "loss": "softmax_cross_entropy",
 "weights": [[[0.5, 0.25], [-0.5, 0.125]], [[0.25, 0.5], [0.125, -0.25], [0.0, 0.5]]]}
)";

const std::string good_data = "x1,x2,label\n1,0,0\n0.5,0.5,1\n0,2,2\n";

const std::string good_configuration = R"([network]
weights = "net.json"
[device]
response = "ald"
tau = 0.8
[data]
file = "data.csv"
normalize = true
[train]
schedule = "async"
learning_rate = 0.01
steps = 3
order = [0, 1, 2]
u = 1.0
[ledger]
every = 1
expectation = true
)";

struct BadInput {
    std::string name;
    std::string file;  ///< the file with the defect
    std::string from, to;
    std::vector<std::string> message;  ///< parts of the line
};

void PrintTo(const BadInput& input, std::ostream* out) { *out << input.name; }

class BadInputs : public ::testing::TestWithParam<BadInput> {};

std::map<std::string, std::string> good_files() {
    return {{"net.json", good_network}, {"data.csv", good_data}, {"run.toml", good_configuration}};
}

void expect_rejected(const Workspace& workspace, const ProcessResult& result, const std::vector<std::string>& message) {
    EXPECT_EQ(result.status, 2) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(result.err.starts_with("aimcert: ")) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.err.back(), '\n');
    for (const auto& part : message) EXPECT_THAT(result.err, HasSubstr(part));
    EXPECT_EQ(tree(workspace / "out"), (std::map<std::string, std::string>{{"ledger.csv", "earlier\n"}}));
}

void write_earlier_result(const Workspace& workspace) {
    std::filesystem::create_directories(workspace / "out");
    workspace.write("out/ledger.csv", "earlier\n");
}

TEST_P(BadInputs, are_named_in_one_line_and_leave_earlier_results_untouched) {
    const BadInput& input = GetParam();
    const Workspace workspace;
    auto files = good_files();
    files[input.file] = replaced(files.at(input.file), input.from, input.to);
    for (const auto& [name, text] : files) workspace.write(name, text);
    write_earlier_result(workspace);
    std::vector<std::string> message = input.message;
    message.push_back(input.file + ": ");
    expect_rejected(workspace, run({"run", workspace / "run.toml", "--out", workspace / "out"}), message);
}

TEST(GoodInput, is_accepted_so_that_each_defect_is_the_only_one) {
    const Workspace workspace;
    for (const auto& [name, text] : good_files()) workspace.write(name, text);
    const auto result = run({"bounds", workspace / "run.toml"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
}

const std::string toml = "run.toml", json = "net.json", csv = "data.csv";

INSTANTIATE_TEST_SUITE_P(
    Configuration, BadInputs,
    ::testing::ValuesIn(std::vector<BadInput>{
        {"syntax", toml, "steps = 3", "steps = = 3", {"line 12, column 9", "syntax error"}},
        {"unknown_section", toml, "[train]", "[training]\n[train]", {"training: unknown key", "nearest known: train"}},
        {"unknown_key", toml, "learning_rate = 0.01", "learning_rat = 0.01", {"train.learning_rat: unknown key", "train.learning_rate"}},
        {"unknown_key_of_data", toml, "normalize = true", "normalise = true", {"data.normalise: unknown key", "data.normalize"}},
        {"missing_key", toml, "steps = 3\n", "", {"train.steps: expected an integer", "found no such key"}},
        {"section_is_no_table", toml, "[ledger]\nevery = 1\nexpectation = true", "[data.ledger]", {"data.ledger: unknown key"}},
        {"wrong_type_string", toml, "steps = 3", "steps = \"3\"", {"train.steps: expected an integer", "found a string"}},
        {"wrong_type_float", toml, "steps = 3", "steps = 3.5", {"train.steps: expected an integer", "found 3.5"}},
        {"wrong_type_boolean", toml, "expectation = true", "expectation = 1", {"ledger.expectation: expected true or false", "found an integer"}},
        {"wrong_type_array", toml, "order = [0, 1, 2]", "order = 0", {"train.order: expected an array", "found an integer"}},
        {"wrong_type_number", toml, "tau = 0.8", "tau = \"inf\"", {"device.tau: expected a number > 0 or inf", "found a string"}},
        {"nan", toml, "learning_rate = 0.01", "learning_rate = nan", {"train.learning_rate: expected a finite number > 0", "found nan"}},
        {"infinity", toml, "u = 1.0", "u = inf", {"train.u: expected a finite number > 0", "found inf"}},
        {"nan_tau", toml, "tau = 0.8", "tau = nan", {"device.tau", "found nan"}},
        {"zero_tau", toml, "tau = 0.8", "tau = 0", {"device.tau: expected a number > 0 or inf, found 0"}},
        {"negative_tau", toml, "tau = 0.8", "tau = -0.8", {"device.tau: expected a number > 0 or inf, found -0.8"}},
        {"minus_infinite_tau", toml, "tau = 0.8", "tau = -inf", {"device.tau", "found -inf"}},
        {"unknown_response", toml, "\"ald\"", "\"adl\"", {"device.response: expected one of ideal, ald", "found \"adl\" (nearest: ald)"}},
        {"parameter_of_another_response", toml, "tau = 0.8", "tau = 0.8\ngamma = 2", {"device.gamma: expected no such key for response \"ald\""}},
        {"missing_parameter", toml, "\"ald\"", "\"power\"", {"device.gamma: expected a number for response \"power\", found no such key"}},
        {"fractional_power", toml, "\"ald\"", "\"power\"\ngamma = 1.5", {"device.gamma: expected an integer", "found 1.5"}},
        {"infinite_shifted_range", toml, "response = \"ald\"\ntau = 0.8", "response = \"shifted_linear\"\nc = 0.1\ntau = inf", {"device.tau: expected a finite number > 0, found inf"}},
        {"unknown_schedule", toml, "\"async\"", "\"asynch\"", {"train.schedule: expected async, sync or sequential", "nearest: async"}},
        {"unknown_algorithm", toml, "steps = 3", "steps = 3\nalgorithm = \"tikitaka\"", {"train.algorithm: expected one of analog_sgd, digital_sgd", "nearest: tiki_taka"}},
        {"algorithm_in_a_pipeline", toml, "steps = 3", "steps = 3\nalgorithm = \"tiki_taka\"\nbeta = 0.1", {"train.schedule: expected sync or sequential for algorithm \"tiki_taka\"", "found async"}},
        {"missing_algorithm_parameter", toml, "schedule = \"async\"", "schedule = \"sync\"\nalgorithm = \"residual_learning\"\nbeta = 0.1", {"train.gamma: expected a number for algorithm \"residual_learning\""}},
        {"foreign_parameter", toml, "steps = 3", "steps = 3\nbeta = 0.1", {"train.beta: expected no such key for algorithm \"analog_sgd\", which has no parameters"}},
        {"negative_read_noise", toml, "schedule = \"async\"", "schedule = \"sync\"\nalgorithm = \"tiki_taka\"\nbeta = 0.1\nread_noise = -1", {"train.read_noise: expected a finite number >= 0, found -1"}},
        {"zero_rate", toml, "learning_rate = 0.01", "learning_rate = 0", {"train.learning_rate", "found 0"}},
        {"unknown_rate", toml, "learning_rate = 0.01", "learning_rate = \"best\"", {"train.learning_rate: expected a finite number > 0 or \"auto\", found \"best\""}},
        {"zero_steps", toml, "steps = 3", "steps = 0", {"train.steps: expected an integer in 1..", "found 0"}},
        {"order_too_large", toml, "order = [0, 1, 2]", "order = [0, 1, 3]", {"train.order[2]: expected an integer in 0..2, found 3"}},
        {"order_negative", toml, "order = [0, 1, 2]", "order = [0, -1]", {"train.order[1]: expected an integer in 0..2, found -1"}},
        {"order_empty", toml, "order = [0, 1, 2]", "order = []", {"train.order: expected an array of integers, found an empty array"}},
        {"order_and_seed", toml, "u = 1.0", "seed = 7", {"train.seed: expected either order or seed, found both"}},
        {"zero_every", toml, "every = 1", "every = 0", {"ledger.every", "found 0"}},
        {"newline_in_value", toml, "\"ald\"", "\"a\\nld\"", {"device.response: ", "found \"a\\nld\" (nearest: ald)"}},
        {"newline_in_key", toml, "every = 1", "\"ev\\nery\" = 1", {"ledger.ev\\nery: unknown key (nearest known: ledger.every)"}},
        {"no_network", toml, "weights = \"net.json\"\n", "", {"network.weights: expected weights (a file), or widths", "found neither"}},
        {"two_networks", toml, "weights = \"net.json\"", "weights = \"net.json\"\nwidths = [2, 2]", {"network.widths: expected no such key beside network.weights"}},
        {"empty_name_of_weights", toml, "\"net.json\"", "\"\"", {"network.weights: expected a file, found an empty string"}},
        {"empty_name_of_data", toml, "\"data.csv\"", "\"\"", {"data.file: expected a file, found an empty string"}},
        {"one_width", toml, "weights = \"net.json\"", "widths = [2]\nactivations = []", {"network.widths: expected at least two widths"}},
        {"activations_of_widths", toml, "weights = \"net.json\"", "widths = [2, 3]\nactivations = [\"tanh\", \"sin\"]", {"network.activations: expected one a layer, 1 for 2 widths, found 2"}},
        {"too_saturated", toml, "weights = \"net.json\"", "widths = [2, 3]\nactivations = [\"tanh\"]\nloss = \"log_cosh\"\ninitial_saturation = 1.5", {"network.initial_saturation: expected a number in [0, 1], found 1.5"}},
        {"saturation_bound_below_first_weights", toml, "learning_rate = 0.01", "learning_rate = \"auto\"\nsaturation_bound = 0.5", {"train.saturation_bound: expected a number above 0.625"}},
        {"auto_rate_without_rule", toml, "response = \"ald\"\ntau = 0.8\n[data]\nfile = \"data.csv\"\nnormalize = true\n[train]\nschedule = \"async\"\nlearning_rate = 0.01",
         "response = \"power\"\ngamma = 2\ntau = 0.8\n[data]\nfile = \"data.csv\"\n[train]\nschedule = \"async\"\nlearning_rate = \"auto\"", {"train.learning_rate: expected a number, found \"auto\""}},
    }),
    [](const auto& instance) { return instance.param.name; });

INSTANTIATE_TEST_SUITE_P(
    NetworkFile, BadInputs,
    ::testing::ValuesIn(std::vector<BadInput>{
        {"syntax", json, "[-0.5, 0.125]]", "[-0.5, 0.125]}", {"line 2, column 41", "syntax error"}},
        {"unknown_key", json, "\"loss\"", "\"lost\"", {"lost: unknown key (nearest known: loss)"}},
        {"loss_twice", json, "\"loss\":", "\"loss\": \"log_cosh\", \"loss\":", {"loss: expected this key once, found it twice"}},
        {"weights_twice", json, "\"weights\":", "\"weights\": [], \"weights\":", {"weights: expected this key once, found it twice"}},
        {"missing_key", json, "\"loss\": \"softmax_cross_entropy\",", "", {"loss: expected this key, found none"}},
        {"unknown_activation", json, "\"tanh\"", "\"tan\"", {"activations[0]: expected one of identity", "found \"tan\" (nearest: tanh)"}},
        {"unknown_loss", json, "softmax_cross_entropy", "softmax", {"loss: expected one of half_squared_error", "found \"softmax\""}},
        {"wrong_type", json, "0.25, 0.5], [0.125", "true, 0.5], [0.125", {"weights[1][0][0]: expected a number", "found a boolean"}},
        {"bad_numeral", json, "[0.0, 0.5]", "[\"0x1.zp3\", 0.5]", {"weights[1][2][0]: expected a number", "0x1.zp3"}},
        {"nan", json, "[0.0, 0.5]", "[\"nan\", 0.5]", {"weights[1][2][0]: expected a finite number, found nan"}},
        {"infinity", json, "[0.0, 0.5]", "[1e999, 0.5]", {"expected finite numbers"}},
        {"newline_in_value", json, "\"tanh\"", "\"ta\\nnh\"", {"activations[0]: ", "found \"ta\\nnh\" (nearest: tanh)"}},
        {"newline_in_key", json, "\"loss\"", "\"lo\\nss\"", {"lo\\nss: unknown key (nearest known: loss)"}},
        {"escape_sequence", json, "\"tanh\"", "\"\\u001b[31mtanh\\u009b0m\"", {"found \"\\x1b[31mtanh\\x9b0m\" (nearest: tanh)"}},
        {"ragged_rows", json, "[-0.5, 0.125]", "[-0.5]", {"weights[0][1]: expected 2 numbers as in row 0, found 1"}},
        {"shapes_do_not_chain", json, "[[0.5, 0.25], [-0.5, 0.125]]", "[[0.5, 0.25]]", {"weights[1]: expected 1 columns", "found 2"}},
        {"too_few_activations", json, "[\"tanh\", \"identity\"]", "[\"tanh\"]", {"activations: expected one a layer", "found 1"}},
        {"empty_layer", json, "[[0.5, 0.25], [-0.5, 0.125]]", "[]", {"weights[0]: expected at least one of rows, found an empty array"}},
        {"weight_above_range", json, "[0.0, 0.5]", "[0.0, 0.81]", {"weights[1][2][1]: expected a weight in the device's range [-0.8, 0.8], found 0.81"}},
        {"weight_below_range", json, "-0.25", "-0.9", {"weights[1][1][1]", "found -0.9"}},
    }),
    [](const auto& instance) { return instance.param.name; });

INSTANTIATE_TEST_SUITE_P(
    DataFile, BadInputs,
    ::testing::ValuesIn(std::vector<BadInput>{
        {"empty_file", csv, good_data, "", {"line 1: expected a header", "found none"}},
        {"no_samples", csv, "\n1,0,0\n0.5,0.5,1\n0,2,2\n", "\n", {"expected at least one sample after the header, found none"}},
        {"header_without_x1", csv, "x1,x2", "a,b", {"line 1, column 1: expected a header that starts with x1, found \"a\""}},
        {"header_out_of_order", csv, "x1,x2,label", "x1,x3,label", {"line 1, column 4: expected x2, y1 or label, found \"x3\""}},
        {"inputs_do_not_fit", csv, good_data, "x1,label\n1,0\n", {"header: expected 2 inputs x1..x2", "found 1"}},
        {"targets_do_not_fit", csv, good_data, "x1,x2,y1\n1,0,1\n", {"header: expected 3 targets y1..y3", "found 1"}},
        {"missing_cell", csv, "0.5,0.5,1", "0.5,1", {"line 3", "expected 3 cells as in the header, found 2"}},
        {"no_number", csv, "0.5,0.5,1", "0.5,abc,1", {"line 3, column 5: expected a finite number, found \"abc\""}},
        {"escape_sequence", csv, "0.5,0.5,1", "0.5,\x1b[31m,1", {"line 3, column 5: expected a finite number, found \"\\x1b[31m\""}},
        {"empty_cell", csv, "0.5,0.5,1", "0.5,,1", {"line 3, column 5: expected a finite number, found \"\""}},
        {"nan", csv, "0.5,0.5,1", "nan,0.5,1", {"line 3, column 1: expected a finite number, found \"nan\""}},
        {"infinity", csv, "0.5,0.5,1", "0.5,-inf,1", {"line 3, column 5", "-inf"}},
        {"label_too_large", csv, "0.5,0.5,1", "0.5,0.5,3", {"line 3, column 9: label: expected a whole number in 0..2, found \"3\""}},
        {"label_negative", csv, "0.5,0.5,1", "0.5,0.5,-1", {"line 3, column 9: label: expected a whole number in 0..2, found \"-1\""}},
        {"label_fractional", csv, "0.5,0.5,1", "0.5,0.5,0.5", {"label: expected a whole number"}},
        {"target_not_one_hot", csv, good_data, "x1,x2,y1,y2,y3\n1,0,0.5,0.5,0\n", {"line 2, column 5: expected a one-hot target"}},
        {"zero_sample", csv, "0.5,0.5,1", "0,0,1", {"line 3, column 1: expected a sample that can be normalized, found one whose inputs are all 0"}},
    }),
    [](const auto& instance) { return instance.param.name; });

TEST(LongInput, is_shortened_between_whole_characters) {
    const Workspace workspace;
    auto files = good_files();
    std::string cell;
    while (cell.size() < 100'000) cell += "€";
    files[csv] = replaced(files[csv], "0.5,0.5,1", "0.5," + cell + ",1");
    for (const auto& [name, text] : files) workspace.write(name, text);
    write_earlier_result(workspace);
    const auto result = run({"run", workspace / "run.toml", "--out", workspace / "out"});
    expect_rejected(workspace, result, {"data.csv: line 3, column 5: expected a finite number, found \"€", "€…€", "€\"\n"});
    EXPECT_LT(result.err.size(), 1000u);
}

TEST(MissingInput, whose_name_has_a_newline_is_named_in_one_line) {
    const Workspace workspace;
    write_earlier_result(workspace);
    expect_rejected(workspace, run({"run", workspace / "ru\nn.toml", "--out", workspace / "out"}), {"ru\\nn.toml: expected a readable file"});
}

TEST(MissingInput, configuration_network_and_data_are_named) {
    for (const std::string missing : {"run.toml", "net.json", "data.csv"}) {
        const Workspace workspace;
        for (const auto& [name, text] : good_files())
            if (name != missing) workspace.write(name, text);
        write_earlier_result(workspace);
        expect_rejected(workspace, run({"run", workspace / "run.toml", "--out", workspace / "out"}),
                        {workspace / missing + ": expected a readable file", "No such file or directory"});
    }
}

TEST(MissingInput, a_directory_is_no_configuration) {
    const Workspace workspace;
    write_earlier_result(workspace);
    expect_rejected(workspace, run({"run", workspace.path().string(), "--out", workspace / "out"}), {"expected a file, found a directory"});
}

/// Without a range a rate of 1e200 leaves the doubles by the second product of weights.
void write_overflow(const Workspace& workspace) {
    auto files = good_files();
    files[toml] = replaced(replaced(replaced(files[toml], "tau = 0.8", "tau = inf"), "0.01", "1e200"), "steps = 3", "steps = 9");
    files[json] = replaced(replaced(files[json], "softmax_cross_entropy", "half_squared_error"), "tanh", "identity");
    for (const auto& [name, text] : files) workspace.write(name, text);
    write_earlier_result(workspace);
}

TEST(Overflow, during_training_names_the_step_and_leaves_earlier_results_untouched) {
    const Workspace workspace;
    write_overflow(workspace);
    expect_rejected(workspace, run({"run", workspace / "run.toml", "--out", workspace / "out"}),
                    {"run.toml: train.learning_rate", "overflow in step"});
}

struct BadValue {
    std::string option, value;
    Arguments before;  ///< verb and what else it needs
    std::string expected;
};

const std::string seeds = "a whole number in 0..18446744073709551615", jobs = "a whole number in 1..1024";
const std::string cases = "a whole number in 1..100000000", budget = "seconds > 0, at most 1e9";

std::vector<BadValue> bad_values() {
    std::vector<BadValue> bad;
    const auto add = [&](const Arguments& before, const std::string& option, const std::string& expected, const std::vector<std::string>& values) {
        for (const auto& value : values) bad.push_back({option, value, before, expected});
    };
    const std::vector<std::string> no_seeds{"-1", "18446744073709551616", "99999999999999999999", "010", "0x10", "1.5", "+1", " 1", "1 ", "one", ""};
    const std::vector<std::string> no_counts{"0", "-1", "010", "0x1", "1e2", "100000001", "ten", ""}, no_seconds{"0", "-3", "nan", "inf", "1e10", "1e999", "1s", "soon", ""};
    for (const Arguments& verb : std::vector<Arguments>{{"verify"}, {"certify"}, {"tighten", "bounded_weights"}, {"errata"}}) {
        add(verb, "--seed", seeds, no_seeds);
        add(verb, "--jobs", jobs, no_counts);
    }
    add({"run", "none.toml", "--out", "none"}, "--jobs", jobs, no_counts);
    for (const char* verb : {"verify", "certify"}) add({verb}, "--cases", cases, no_counts);
    add({"verify"}, "--time-budget", budget, no_seconds);
    add({"tighten", "bounded_weights"}, "--budget", budget, no_seconds);
    add({"schedule", "--micro-batches", "2"}, "--stages", "a whole number in 1..256", no_counts);
    add({"schedule", "--stages", "2"}, "--micro-batches", "a whole number in 1..4096", no_counts);
    for (const Arguments& verb : std::vector<Arguments>{{"verify"}, {"certify"}, {"tighten"}, {"bounds", "none.toml"}, {"schedule"}})
        add(verb, "--json", "a file", {""});
    add({"tighten"}, "--ablate", "a file", {""});
    add({"errata"}, "--out", "a file", {""});
    add({"tighten"}, "--drop", "a hypothesis", {""});
    add({"tighten"}, "--out", "a directory", {""});
    add({"run", "none.toml"}, "--out", "a directory", {""});
    add({"verify"}, "--report", "a directory", {""});
    add({"verify"}, "--save-corpus", "a directory", {""});
    add({"explain"}, "--pages", "a directory", {""});
    add({"run", "--out", "none"}, "configuration", "a file", {""});
    add({"bounds"}, "configuration", "a file", {""});
    add({"replay"}, "INSTANCE", "a file", {""});
    return bad;
}

TEST(Options, with_values_that_mean_something_else_or_nothing_are_refused) {
    for (const BadValue& bad : bad_values()) {
        Arguments arguments = bad.before;
        if (bad.option.starts_with("--")) arguments.push_back(bad.option);
        arguments.push_back(bad.value);
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 2) << bad.option << " " << bad.value;
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(result.err, "aimcert: " + bad.option + ": expected " + bad.expected + ", found \"" + bad.value + "\"\n");
    }
}

TEST(Verbs, not_known_are_refused_with_the_nearest_one) {
    const std::string expected =
        "aimcert: expected one of verify, certify, tighten, list, explain, replay, errata, run, bounds, schedule, --help, --version, found ";
    for (const auto& [arguments, found] : std::vector<std::pair<Arguments, std::string>>{
             {{}, "none"}, {{"verfy"}, "\"verfy\" (nearest: verify)"}, {{"--versoin"}, "\"--versoin\" (nearest: --version)"}}) {
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(result.err, expected + found + "\n");
    }
}

TEST(Options, not_known_to_the_verb_are_refused_with_the_nearest_one) {
    for (const auto& [arguments, message] : std::vector<std::pair<Arguments, std::string>>{
             {{"verify", "--cass", "3"}, "verify: expected an option of it, found \"--cass\" (nearest: --cases)"},
             {{"certify", "--jsn=a"}, "certify: expected an option of it, found \"--jsn=a\" (nearest: --json)"},
             {{"list", "x"}, "list: expected an option or the end, found \"x\""}}) {
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 2);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(result.err, "aimcert: " + message + "\n");
    }
}

TEST(Options, take_the_ends_of_their_ranges) {
    EXPECT_EQ(run({"verify", "bounded_weights", "--cases", "1", "--seed", "18446744073709551615", "--jobs", "1"}).status, 0);
    EXPECT_EQ(run({"verify", "bounded_weights", "--cases", "1", "--seed", "0", "--time-budget", "1e9", "--jobs", "1024"}).status, 0);
    EXPECT_EQ(run({"schedule", "--stages", "256", "--micro-batches", "1"}).status, 0);
}

TEST(Output, that_is_lost_is_an_error) {
    for (const Arguments& arguments : std::vector<Arguments>{{"list"}, {"explain", "bounded_weights"}, {"verify", "bounded_weights", "--cases", "20"},
                                                             {"certify", "bounded_weights", "--cases", "20"}, {"schedule", "--stages", "2", "--micro-batches", "2"},
                                                             {"--help"}, {"verify", "--help"}, {"--version"}}) {
        const auto result = run_into("/dev/full", arguments);
        EXPECT_EQ(result.status, 2) << arguments.front();
        EXPECT_EQ(result.err, "aimcert: standard output: expected a place that can be written, found one that is full or closed\n");
    }
    EXPECT_EQ(run_into("/dev/null", {"list"}).status, 0);
}

TEST(Errors, take_one_line_whatever_the_arguments) {
    for (const Arguments& arguments : std::vector<Arguments>{{"verify", "a\nb"}, {"verify", "--cases", "1\n2"}, {"list", "a\nb"}}) {
        const auto result = run(arguments);
        EXPECT_EQ(result.status, 2);
        EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    }
}

// Training would overflow, had it begun.
TEST(Overflow, is_not_reached_where_the_results_cannot_be_written) {
    const Workspace workspace;
    write_overflow(workspace);
    expect_rejected(workspace, run({"run", workspace / "run.toml", "--out", workspace / "data.csv/out"}),
                    {workspace / "data.csv/out" + ": expected a directory that can be written, found: Not a directory"});
    EXPECT_EQ(content(workspace / csv), good_data);
}

TEST(Overflow, is_not_reached_without_gnuplot) {
    const Workspace workspace;
    write_overflow(workspace);
    expect_rejected(workspace, run({"run", workspace / "run.toml", "--out", workspace / "out"}, {{"PATH", workspace.path().string()}}),
                    {"gnuplot: expected the program of Debian's package gnuplot-nox, found: No such file or directory"});
}

}  // namespace
}  // namespace aimcert::testing
