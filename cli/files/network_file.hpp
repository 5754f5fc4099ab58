#pragma once

#include "core/network/network.hpp"

#include <filesystem>
#include <string>

namespace aimcert::cli {

/// A network with its weights, as doubles.
struct Network {
    Architecture architecture;
    Weights<double> weights;

    Eigen::Index inputs() const { return weights.front().cols(); }
    Eigen::Index outputs() const { return weights.back().rows(); }
};

/// Reads {"activations":[..], "loss":.., "weights":[[[row],..],..]}; a weight is a JSON number or a string with a decimal
/// or hexadecimal numeral ("0x1.8p-1"). Throws InputError for a syntax error (line, column), unknown or missing keys,
/// wrong types, infinities and NaN, and matrices whose shapes do not chain.
Network read_network(const std::filesystem::path& path);

/// The same form, one line a row, with the shortest decimals that read back as the same doubles.
std::string network_text(const Network& network);

/// Activation or loss of a name; throws InputError "WHERE: expected one of ..., found ..." when there is none.
Activation activation_of(const std::string& name, const std::string& where);
Loss loss_of(const std::string& name, const std::string& where);

}  // namespace aimcert::cli
