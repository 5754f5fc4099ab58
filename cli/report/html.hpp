#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aimcert::cli {

/// `text` as content of an element or of a quoted attribute.
std::string escape_html(std::string_view text);

/// A column of a table: its heading, and whether its cells are numbers, set flush right.
struct Column {
    std::string heading;
    bool number = false;
};

/// A table in a box of its own that scrolls when the page is narrower. Cells are HTML.
std::string html_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);

/// Names and values side by side. Both are HTML.
std::string html_pairs(const std::vector<std::pair<std::string, std::string>>& pairs);

/// A figure and what it counts, large. Both are HTML.
struct Tile {
    std::string value, meaning;
};
std::string html_tiles(const std::vector<Tile>& tiles);

/// A part of a page that its list of contents links to.
struct Section {
    std::string id, title;
    std::string body;  ///< HTML
};

/// A whole page: no script, nothing from elsewhere. `lead` is HTML.
std::string html_page(std::string_view title, std::string_view lead, const std::vector<Section>& sections);

/// So many significant digits, powers of ten as such; HTML.
std::string html_number(double value, int digits = 4);
/// Digits in groups of three.
std::string html_count(long long value);

}  // namespace aimcert::cli
