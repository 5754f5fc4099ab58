#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace {

TEST(Reference, IncludesNothingOfTheCoreAndNoEigen) {
    std::size_t includes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(AIMCERT_SOURCE_DIR "/reference")) {
        const std::string extension = entry.path().extension();
        if (extension != ".hpp" && extension != ".cpp") {
            continue;
        }
        std::ifstream source(entry.path());
        for (std::string line; std::getline(source, line);) {
            if (!line.starts_with("#include")) {
                continue;
            }
            ++includes;
            const bool own = line.starts_with("#include \"reference/");
            const bool library = line.starts_with("#include <") && line.find("igen") == std::string::npos;
            EXPECT_TRUE(own || library) << entry.path() << ": " << line;
        }
    }
    EXPECT_GT(includes, 0u);
}

}  // namespace
