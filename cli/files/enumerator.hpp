#pragma once

#include "cli/files/files.hpp"
#include "cli/terminal.hpp"
#include "core/network/activation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace aimcert::cli {

/// The enumerator of a name that stands at `where` (file and key). Throws InputError with the names there are, and the
/// nearest of them.
template <class E, std::size_t N>
E enumerator(const std::array<std::pair<E, std::string_view>, N>& names, const std::string& name, const std::string& where) {
    if (const auto value = from_name(names, name)) return *value;
    std::vector<std::string> known;
    for (const auto& entry : names) known.emplace_back(entry.second);
    throw InputError(fmt::format("{}: expected one of {}, found \"{}\" (nearest: {})", where, fmt::join(known, ", "), name,
                                 nearest(name, known)));
}

}  // namespace aimcert::cli
