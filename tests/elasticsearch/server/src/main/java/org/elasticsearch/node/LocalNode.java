package org.elasticsearch.node;

import java.util.Map;
import java.util.Set;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.FixedPluginsService;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/** A node whose plugins come from the class path instead of an installation's folders. */
public final class LocalNode extends Node {

    // Lives in this package because the constructor and the provider are visible nowhere else.
    public LocalNode(Environment environment) {
        super(NodeConstruction.prepareConstruction(environment, noInstalledPlugins(), new Provider(), true));
    }

    private static PluginsLoader noInstalledPlugins() {
        return PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), false);
    }

    private static final class Provider extends NodeServiceProvider {
        @Override
        PluginsService newPluginService(Environment environment, PluginsLoader loader) {
            return new FixedPluginsService(environment.settings(), loader);
        }
    }
}
