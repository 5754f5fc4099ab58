#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace aimcert::cli {

/// Help of CLI11 in lines of at most 80 columns. Lines that fit stay as they are.
class HelpFormatter : public CLI::Formatter {
public:
    std::string make_option_desc(const CLI::Option* option) const override;
    std::string make_subcommand(const CLI::App* verb) const override;
    std::string make_description(const CLI::App* app) const override;
    std::string make_footer(const CLI::App* app) const override;
};

}  // namespace aimcert::cli
