package dev.payonce.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests, read as the types that Kubernetes makes of them. */
class ManifestsTest {

    private static final Path MIGRATION = Path.of("src", "main", "kubernetes", "migrate.yaml");
    private static final Path APPLICATION = Path.of("src", "main", "kubernetes", "payonce.yaml");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class,
            "apps/v1 Deployment", Deployment.class,
            "batch/v1 Job", Job.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    /** The types take whatever they do not know along; here that is an error. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .build();

    private static List<HasMetadata> all(Path file) throws Exception {
        return Yaml.documents(file).stream().map(ManifestsTest::typed).toList();
    }

    private static HasMetadata typed(JsonNode manifest) {
        String kind = manifest.path("apiVersion").asText() + " "
                + manifest.path("kind").asText();
        assertTrue(KINDS.containsKey(kind), kind);
        return STRICT.convertValue(manifest, KINDS.get(kind));
    }

    private static <T> T only(Path file, Class<T> kind) throws Exception {
        List<T> found =
                all(file).stream().filter(kind::isInstance).map(kind::cast).toList();
        assertEquals(1, found.size());
        return found.get(0);
    }

    @Test
    void everyFieldIsOneThatKubernetesKnowsAndOfItsType() throws Exception {
        assertEquals(1, all(MIGRATION).size());
        assertEquals(4, all(APPLICATION).size());

        JsonNode job = Yaml.document(MIGRATION);
        ((ObjectNode) job.at("/spec/template/spec")).put("restartPolcy", "Never");
        Exception refused = assertThrows(IllegalArgumentException.class, () -> typed(job));
        assertEquals(UnrecognizedPropertyException.class, refused.getCause().getClass());
    }

    @Test
    void whatSelectsInstancesSelectsThemAndNotTheMigration() throws Exception {
        Deployment deployment = only(APPLICATION, Deployment.class);
        Map<String, String> instance =
                deployment.getSpec().getTemplate().getMetadata().getLabels();
        Map<String, String> migration =
                only(MIGRATION, Job.class).getSpec().getTemplate().getMetadata().getLabels();
        PodSpec pod = deployment.getSpec().getTemplate().getSpec();
        List<Map<String, String>> selectors = List.of(
                deployment.getSpec().getSelector().getMatchLabels(),
                only(APPLICATION, Service.class).getSpec().getSelector(),
                only(APPLICATION, PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels(),
                pod.getTopologySpreadConstraints().get(0).getLabelSelector().getMatchLabels());
        for (Map<String, String> selector : selectors) {
            assertTrue(instance.entrySet().containsAll(selector.entrySet()), selector::toString);
            assertTrue(!migration.entrySet().containsAll(selector.entrySet()), selector::toString);
        }
    }

    @Test
    void probesAndTheServiceGoToThePortThatTheContainerHas() throws Exception {
        Container container = container();
        String port = container.getPorts().get(0).getName();
        assertEquals(8080, container.getPorts().get(0).getContainerPort());
        assertEquals(
                port,
                only(APPLICATION, Service.class)
                        .getSpec()
                        .getPorts()
                        .get(0)
                        .getTargetPort()
                        .getStrVal());
        Map<String, Probe> probes = Map.of(
                "/q/health/started", container.getStartupProbe(),
                "/q/health/live", container.getLivenessProbe(),
                "/q/health/ready", container.getReadinessProbe());
        probes.forEach((path, probe) -> {
            assertEquals(path, probe.getHttpGet().getPath());
            assertEquals(port, probe.getHttpGet().getPort().getStrVal());
        });
        assertTrue(
                container.getReadinessProbe().getTimeoutSeconds() > 3, "the database is asked for up to three seconds");
    }

    @Test
    void oneOfTwoInstancesIsAlwaysThere() throws Exception {
        Deployment deployment = only(APPLICATION, Deployment.class);
        assertEquals(2, deployment.getSpec().getReplicas());
        assertEquals(
                0,
                deployment
                        .getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal());
        assertEquals(
                1,
                only(APPLICATION, PodDisruptionBudget.class)
                        .getSpec()
                        .getMaxUnavailable()
                        .getIntVal());
    }

    @Test
    void theSchemaIsMigratedByTheJobAloneWithTheImageThatTheInstancesRun() throws Exception {
        Job job = only(MIGRATION, Job.class);
        Container migration =
                job.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertEquals(container().getImage(), migration.getImage());
        String release = migration.getImage().replaceFirst("^.*:", "");
        assertEquals(
                "payonce-migrate-" + release.replace('.', '-'),
                job.getMetadata().getName());
        assertEquals(List.of(new EnvVar("QUARKUS_INIT_AND_EXIT", "true", null)), migration.getEnv());
        assertEquals("false", only(APPLICATION, ConfigMap.class).getData().get("QUARKUS_FLYWAY_MIGRATE_AT_START"));
    }

    @Test
    void nothingRunsWithoutALimitOrWithMoreRightsThanItNeeds() throws Exception {
        Stream<PodSpec> pods = Stream.of(
                only(MIGRATION, Job.class).getSpec().getTemplate().getSpec(),
                only(APPLICATION, Deployment.class).getSpec().getTemplate().getSpec());
        pods.forEach(pod -> {
            assertEquals(true, pod.getSecurityContext().getRunAsNonRoot());
            assertEquals(false, pod.getAutomountServiceAccountToken());
            for (Container container : pod.getContainers()) {
                assertTrue(container.getResources().getLimits().containsKey("memory"));
                assertTrue(container.getResources().getRequests().keySet().containsAll(List.of("cpu", "memory")));
                assertEquals(true, container.getSecurityContext().getReadOnlyRootFilesystem());
                assertEquals(false, container.getSecurityContext().getAllowPrivilegeEscalation());
                assertEquals(
                        List.of("ALL"),
                        container.getSecurityContext().getCapabilities().getDrop());
            }
        });
    }

    private static Container container() throws Exception {
        return only(APPLICATION, Deployment.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
    }
}
