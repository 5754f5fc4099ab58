#include "cli/option_values.hpp"

#include "cli/files/numbers.hpp"

#include <fmt/core.h>

#include <charconv>

namespace aimcert::cli {
namespace {

std::string expected(const std::string& what, const std::string& found) { return fmt::format("expected {}, found \"{}\"", what, found); }

}  // namespace

CLI::Validator whole_number(std::uint64_t low, std::uint64_t high) {
    const std::string range = fmt::format("{}..{}", low, high);
    const auto check = [=](const std::string& text) -> std::string {
        std::uint64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, value);
        const bool whole = error == std::errc() && rest == end && (text[0] != '0' || text == "0");
        return whole && low <= value && value <= high ? "" : expected("a whole number in " + range, text);
    };
    return {check, high == std::numeric_limits<std::uint64_t>::max() ? "" : range};
}

CLI::Validator seconds() {
    const auto check = [](const std::string& text) -> std::string {
        const auto value = parse_number(text);
        return value && *value > 0 && *value <= 1e9 ? "" : expected("seconds > 0, at most 1e9", text);
    };
    return {check, ""};
}

void add_jobs(CLI::App& verb, int& jobs) {
    verb.add_option("--jobs", jobs, "Threads; as many as the machine has when not given")->check(whole_number(1, 1024));
}

CLI::Validator not_empty(const std::string& what) {
    return {[what](const std::string& text) { return text.empty() ? expected(what, text) : ""; }, ""};
}

}  // namespace aimcert::cli
