"""The seams between rooms: each Protocol is what one room needs of another; bootstrap fills them."""

from core.ports.conversations import (
    Conversations,
    StoredMessage,
    TurnRunner,
)
from core.ports.governance import (
    Decision,
    LeafLog,
    PolicyEngine,
    Pricing,
    Resource,
)
from core.ports.inference import (
    GREEDY,
    Abandoned,
    Asker,
    BackendState,
    Capability,
    ChatMessage,
    Generation,
    Inference,
    InferenceUsage,
    ModelBackend,
    Purpose,
    Route,
    Sampling,
    Segment,
)
from core.ports.knowledge import (
    Embedder,
    KnowledgeSearch,
    RetrievalFilters,
    RetrievalScope,
)
from core.ports.trade import (
    EventStore,
    PortData,
    Tool,
    ToolContext,
    WatchStore,
)

__all__ = [
    "GREEDY",
    "Abandoned",
    "Asker",
    "BackendState",
    "Capability",
    "ChatMessage",
    "Conversations",
    "Decision",
    "Embedder",
    "EventStore",
    "Generation",
    "Inference",
    "InferenceUsage",
    "KnowledgeSearch",
    "LeafLog",
    "ModelBackend",
    "PolicyEngine",
    "PortData",
    "Pricing",
    "Purpose",
    "Resource",
    "RetrievalFilters",
    "RetrievalScope",
    "Route",
    "Sampling",
    "Segment",
    "StoredMessage",
    "Tool",
    "ToolContext",
    "TurnRunner",
    "WatchStore",
]
