#include "cli/help.hpp"

#include "cli/terminal.hpp"

#include <sstream>

namespace aimcert::cli {
namespace {

constexpr std::size_t page_width = 80;

std::string fit(const std::string& text, std::size_t width) {
    std::istringstream lines(text);
    std::string out;
    for (std::string line; std::getline(lines, line);)
        out += (out.empty() ? "" : "\n") + (columns(line) <= width ? line : wrap(line, width, 0));
    return text.ends_with('\n') ? out + "\n" : out;
}

}  // namespace

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
    constexpr std::size_t group_indent = 2;
    return fit(Formatter::make_option_desc(option), page_width - get_column_width() - group_indent);
}

std::string HelpFormatter::make_subcommand(const CLI::App* verb) const {
    std::ostringstream out;
    CLI::detail::format_help(out, verb->get_display_name(true), fit(verb->get_description(), page_width - get_column_width()),
                             get_column_width());
    return out.str();
}

std::string HelpFormatter::make_description(const CLI::App* app) const { return fit(Formatter::make_description(app), page_width); }

std::string HelpFormatter::make_footer(const CLI::App* app) const { return fit(Formatter::make_footer(app), page_width); }

}  // namespace aimcert::cli
