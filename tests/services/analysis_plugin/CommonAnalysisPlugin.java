package vn.canhgiac.testing;

import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * What of the module {@code analysis-common} the tests need, under its official names and with its
 * settings. The server that Elastic publishes for tests leaves that module out; a server that people
 * install has it. Every part is Lucene's own class, as in the module.
 */
public class CommonAnalysisPlugin extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new HashMap<>();
        filters.put("asciifolding", (index, environment, name, settings) ->
            new Folding(name, settings.getAsBoolean("preserve_original", false)));
        filters.put("unique", (index, environment, name, settings) ->
            new Filter(name, RemoveDuplicatesTokenFilter::new));
        filters.put("pattern_capture", AnalysisPlugin.requiresAnalysisSettings((index, environment, name, settings) ->
            new Filter(name, tokens -> new PatternCaptureGroupTokenFilter(tokens,
                settings.getAsBoolean("preserve_original", true),
                settings.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new)))));
        return filters;
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of("pattern_replace", AnalysisPlugin.requiresAnalysisSettings(
            (index, environment, name, settings) -> new Replacing(name, settings)));
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Map.of(
            "pattern", (index, environment, name, settings) -> TokenizerFactory.newFactory(name, () ->
                new PatternTokenizer(Pattern.compile(settings.get("pattern", "\\W+")), settings.getAsInt("group", -1))),
            "uax_url_email", (index, environment, name, settings) ->
                TokenizerFactory.newFactory(name, UAX29URLEmailTokenizer::new));
    }

    private static class Filter extends AbstractTokenFilterFactory {
        private final Function<TokenStream, TokenStream> create;

        Filter(String name, Function<TokenStream, TokenStream> create) {
            super(name, Settings.EMPTY);
            this.create = create;
        }

        @Override
        public TokenStream create(TokenStream tokens) {
            return create.apply(tokens);
        }
    }

    private static class Folding extends Filter implements NormalizingTokenFilterFactory {
        Folding(String name, boolean keep) {
            super(name, tokens -> new ASCIIFoldingFilter(tokens, keep));
        }
    }

    private static class Replacing extends AbstractCharFilterFactory {
        private final Pattern pattern;
        private final String replacement;

        Replacing(String name, Settings settings) {
            super(name);
            this.pattern = Pattern.compile(settings.get("pattern"));
            this.replacement = settings.get("replacement", "");
        }

        @Override
        public Reader create(Reader text) {
            return new PatternReplaceCharFilter(pattern, replacement, text);
        }
    }
}
