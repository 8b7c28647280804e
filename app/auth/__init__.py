"""Who may call: API keys, learner tokens, browser sessions and sites."""
