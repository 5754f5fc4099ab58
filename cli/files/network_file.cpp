#include "cli/files/network_file.hpp"

#include "cli/files/enumerator.hpp"
#include "cli/files/json_file.hpp"
#include "cli/files/numbers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aimcert::cli {

using Json = nlohmann::ordered_json;

namespace {

std::string text_at(const Json& value, const std::string& where) {
    if (!value.is_string()) throw InputError(fmt::format("{}: expected a string, found {}", where, json_type(value)));
    return value.get<std::string>();
}

const Json& array_at(const Json& value, const std::string& where, const std::string& content) {
    if (!value.is_array())
        throw InputError(fmt::format("{}: expected an array of {}, found {}", where, content, json_type(value)));
    if (value.empty()) throw InputError(fmt::format("{}: expected at least one of {}, found an empty array", where, content));
    return value;
}

double weight_at(const Json& value, const std::string& where) {
    const std::optional<double> number = value.is_number()   ? std::optional(value.get<double>())
                                         : value.is_string() ? parse_number(value.get<std::string>())
                                                             : std::nullopt;
    if (!number) {
        const std::string found = value.is_string() ? "\"" + value.get<std::string>() + "\"" : json_type(value);
        throw InputError(fmt::format("{}: expected a number or a numeral like \"0x1.8p-1\", found {}", where, found));
    }
    if (!std::isfinite(*number)) throw InputError(fmt::format("{}: expected a finite number, found {}", where, *number));
    return *number;
}

Matrix<double> matrix_at(const Json& value, const std::string& where) {
    array_at(value, where, "rows");
    const auto columns = array_at(value[0], where + "[0]", "numbers").size();
    Matrix<double> matrix(static_cast<Eigen::Index>(value.size()), static_cast<Eigen::Index>(columns));
    for (std::size_t i = 0; i < value.size(); ++i) {
        const std::string row = fmt::format("{}[{}]", where, i);
        if (array_at(value[i], row, "numbers").size() != columns)
            throw InputError(fmt::format("{}: expected {} numbers as in row 0, found {}", row, columns, value[i].size()));
        for (std::size_t j = 0; j < columns; ++j)
            matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
                weight_at(value[i][j], fmt::format("{}[{}]", row, j));
    }
    return matrix;
}

void check_shapes(const Network& network, const std::string& file) {
    if (network.architecture.layers() != network.weights.size())
        throw InputError(fmt::format("{}: activations: expected one a layer, {} for {} weight matrices, found {}", file,
                                     network.weights.size(), network.weights.size(), network.architecture.layers()));
    for (std::size_t m = 1; m < network.weights.size(); ++m)
        if (network.weights[m].cols() != network.weights[m - 1].rows())
            throw InputError(fmt::format("{}: weights[{}]: expected {} columns, the rows of weights[{}], found {}", file, m,
                                         network.weights[m - 1].rows(), m - 1, network.weights[m].cols()));
}

void check_keys(const Json& document, const std::string& file) {
    static const std::vector<std::string> known{"activations", "loss", "weights"};
    require_known_keys(document, known, file + ": ");
    for (const auto& key : known) required(document, key, file + ": ");
}

}  // namespace

Activation activation_of(const std::string& name, const std::string& where) {
    return enumerator(activation_names, name, where);
}

Loss loss_of(const std::string& name, const std::string& where) { return enumerator(loss_names, name, where); }

Network read_network(const std::filesystem::path& path) {
    const std::string file = path.string();
    const Json document = read_json(path);
    check_keys(document, file);
    Network network;
    network.architecture.loss = loss_of(text_at(document["loss"], file + ": loss"), file + ": loss");
    const auto& activations = array_at(document["activations"], file + ": activations", "activation names");
    for (std::size_t m = 0; m < activations.size(); ++m) {
        const std::string where = fmt::format("{}: activations[{}]", file, m);
        network.architecture.activations.push_back(activation_of(text_at(activations[m], where), where));
    }
    const auto& weights = array_at(document["weights"], file + ": weights", "matrices");
    for (std::size_t m = 0; m < weights.size(); ++m)
        network.weights.push_back(matrix_at(weights[m], fmt::format("{}: weights[{}]", file, m)));
    check_shapes(network, file);
    return network;
}

std::string network_text(const Network& network) {
    std::vector<std::string> activations, matrices;
    for (const Activation activation : network.architecture.activations)
        activations.push_back(fmt::format("\"{}\"", name_of(activation_names, activation)));
    for (const auto& weights : network.weights) {
        std::vector<std::string> rows;
        for (Eigen::Index i = 0; i < weights.rows(); ++i) {
            std::vector<std::string> numbers;
            // The JSON library writes -0.0 as such; a plain "-0" would read back as the integer 0.
            for (Eigen::Index j = 0; j < weights.cols(); ++j) numbers.push_back(Json(weights(i, j)).dump());
            rows.push_back(fmt::format("[{}]", fmt::join(numbers, ", ")));
        }
        matrices.push_back(fmt::format("        [{}]", fmt::join(rows, ",\n         ")));
    }
    return fmt::format("{{\n    \"activations\": [{}],\n    \"loss\": \"{}\",\n    \"weights\": [\n{}\n    ]\n}}\n",
                       fmt::join(activations, ", "), name_of(loss_names, network.architecture.loss),
                       fmt::join(matrices, ",\n"));
}

}  // namespace aimcert::cli
