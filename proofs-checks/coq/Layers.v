(** Bounds on the signals of a network, and on the distance of two passes, for any type of layer: the hypotheses of the
    section are what a layer type has to provide. Forward and backward weights are separate: fresh, stale or mixed. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums SignalBounds.
Local Open Scope R_scope.

Section Layers.
  Variables (M : nat) (c : constants) (signal weight : Type).
  (** Signal m is measured by [norm m] and [distance m]; z and δ of layer m live where signal m+1 does. *)
  Variables (norm : nat -> signal -> R) (distance : nat -> signal -> signal -> R)
            (apart : nat -> weight -> weight -> R).
  (** W x; g(z); Wᵀδ; v ⊙ g'(z); ∇l. *)
  Variables (apply : nat -> weight -> signal -> signal) (activate : nat -> signal -> signal)
            (pull : nat -> weight -> signal -> signal) (gate : nat -> signal -> signal -> signal)
            (loss_gradient : signal -> signal).
  (** The weights that om covers. *)
  Variable covered : nat -> weight -> Prop.

  Hypothesis constants_nonneg : nonnegative M c.
  Hypothesis norm_nonneg : forall m x, 0 <= norm m x.
  Hypothesis distance_nonneg : forall m x y, 0 <= distance m x y.
  Hypothesis apart_nonneg : forall m W W', 0 <= apart m W W'.

  Hypothesis apply_bound : forall m W x, (m < M)%nat -> covered m W -> norm (S m) (apply m W x) <= spectral c m * norm m x.
  Hypothesis apply_distance : forall m W W' x x', (m < M)%nat -> covered m W' ->
    distance (S m) (apply m W x) (apply m W' x') <= apart m W W' * norm m x + spectral c m * distance m x x'.
  Hypothesis activate_bound : forall m z, (m < M)%nat -> norm (S m) (activate m z) <= lipschitz c m * norm (S m) z.
  Hypothesis activate_distance : forall m z z', (m < M)%nat ->
    distance (S m) (activate m z) (activate m z') <= lipschitz c m * distance (S m) z z'.
  Hypothesis pull_bound : forall m W d, (m < M)%nat -> covered m W -> norm m (pull m W d) <= spectral c m * norm (S m) d.
  Hypothesis pull_distance : forall m W W' d d', (m < M)%nat -> covered m W' ->
    distance m (pull m W d) (pull m W' d') <= apart m W W' * norm (S m) d + spectral c m * distance (S m) d d'.
  Hypothesis gate_bound : forall m z v, (m < M)%nat -> norm (S m) (gate m z v) <= lipschitz c m * norm (S m) v.
  Hypothesis gate_distance : forall m z z' v v', (m < M)%nat ->
    distance (S m) (gate m z v) (gate m z' v')
    <= smoothness c m * norm (S m) v * distance (S m) z z' + lipschitz c m * distance (S m) v v'.
  Hypothesis loss_gradient_bound : forall o, norm M o <= input_bound c M -> norm M (loss_gradient o) <= loss_bound c.
  Hypothesis loss_gradient_distance : forall o o',
    distance M (loss_gradient o) (loss_gradient o') <= loss_smoothness c * distance M o o'.

  (** x, z, δ are the signals of a forward pass on F and a backward pass on B. *)
  Record signals (F B : nat -> weight) (x z d : nat -> signal) : Prop := {
    apply_at : forall m, (m < M)%nat -> z m = apply m (F m) (x m);
    activate_at : forall m, (m < M)%nat -> x (S m) = activate m (z m);
    error_at_last : (0 < M)%nat -> d (pred M) = gate (pred M) (z (pred M)) (loss_gradient (x M));
    error_at : forall m, (S m < M)%nat -> d m = gate m (z m) (pull (S m) (B (S m)) (d (S m))) }.

  Definition all_covered (W : nat -> weight) : Prop := forall m, (m < M)%nat -> covered m (W m).

  Let X := input_bound c.
  Let D := error_bound M c.

  Section Bounded.
    Variables (F B : nat -> weight) (x z d : nat -> signal).
    Hypothesis pass : signals F B x z d.
    Hypothesis forward_covered : all_covered F.
    Hypothesis backward_covered : all_covered B.
    Hypothesis first_bound : norm 0 (x O) <= input_norm c.

    (** |x_m| <= X_m. *)
    Lemma signals_input_bound m : (m <= M)%nat -> norm m (x m) <= X m.
    Proof.
      induction m as [|m IH]; intros Hm; [easy|]. specialize (IH (Nat.lt_le_incl _ _ Hm)).
      rewrite (activate_at _ _ _ _ _ pass), (apply_at _ _ _ _ _ pass) by easy.
      eapply Rle_trans; [now apply activate_bound|]. unfold X; simpl. rewrite Rmult_assoc.
      apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
      eapply Rle_trans; [apply apply_bound; auto|].
      apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|easy].
    Qed.

    (** |z_m| <= om_m X_m. *)
    Lemma signals_preactivation_bound m : (m < M)%nat -> norm (S m) (z m) <= spectral c m * X m.
    Proof.
      intros Hm. rewrite (apply_at _ _ _ _ _ pass) by easy. eapply Rle_trans; [apply apply_bound; auto|].
      apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|]. apply signals_input_bound; lia.
    Qed.

    (** |δ_m| <= D_m. *)
    Lemma signals_error_bound : forall m, (m < M)%nat -> norm (S m) (d m) <= D m.
    Proof.
      apply induction_from_last.
      - intros H. assert (Hl : (pred M < M)%nat) by lia. unfold D.
        rewrite (error_at_last _ _ _ _ _ pass), error_bound_last by easy.
        eapply Rle_trans; [now apply gate_bound|].
        apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
        replace (S (pred M)) with M by lia. apply loss_gradient_bound, signals_input_bound; lia.
      - intros m Hm IH. assert (Hl : (m < M)%nat) by lia. unfold D.
        rewrite (error_at _ _ _ _ _ pass), error_bound_step by easy.
        eapply Rle_trans; [now apply gate_bound|]. rewrite Rmult_assoc.
        apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
        eapply Rle_trans; [apply pull_bound; auto|].
        apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|easy].
    Qed.
  End Bounded.

  Section Distance.
    Variables (F B F' B' : nat -> weight) (x z d x' z' d' : nat -> signal) (both : bool) (e : nat -> R).
    Hypothesis pass : signals F B x z d.
    Hypothesis pass' : signals F' B' x' z' d'.
    Hypothesis forward_covered : all_covered F.
    Hypothesis forward_covered' : all_covered F'.
    Hypothesis backward_covered : all_covered B.
    Hypothesis backward_covered' : all_covered B'.
    Hypothesis first_bound : norm 0 (x O) <= input_norm c.
    Hypothesis first_bound' : norm 0 (x' O) <= input_norm c.
    Hypothesis same_input : distance 0 (x O) (x' O) = 0.
    Hypothesis forward_apart : forall m, (m < M)%nat -> apart m (F m) (F' m) <= e m.
    Hypothesis backward_apart : forall m, (m < M)%nat -> apart m (B m) (B' m) <= if both then e m else 0.

    Let p := input_distance c e.
    Let q := preactivation_distance c e.
    Let t := error_distance M c both e.

    Lemma apply_distance_le m :
      (m < M)%nat -> distance m (x m) (x' m) <= p m -> distance (S m) (z m) (z' m) <= q m.
    Proof.
      intros Hm Hp. rewrite (apply_at _ _ _ _ _ pass), (apply_at _ _ _ _ _ pass') by easy.
      eapply Rle_trans; [apply apply_distance; auto|]. unfold q, preactivation_distance.
      rewrite (Rmult_comm (input_bound c m)). apply Rplus_le_compat.
      - apply Rmult_le_compat; auto. apply (signals_input_bound F B x z d); auto with arith.
      - apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|easy].
    Qed.

    (** |x - x'| <= p_m. *)
    Lemma signals_input_distance m : (m <= M)%nat -> distance m (x m) (x' m) <= p m.
    Proof.
      induction m as [|m IH]; intros Hm; [rewrite same_input; unfold p; simpl; lra|].
      rewrite (activate_at _ _ _ _ _ pass), (activate_at _ _ _ _ _ pass') by easy.
      eapply Rle_trans; [now apply activate_distance|].
      apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
      apply apply_distance_le; [easy|]. apply IH; lia.
    Qed.

    (** |z - z'| <= q_m. *)
    Lemma signals_preactivation_distance m : (m < M)%nat -> distance (S m) (z m) (z' m) <= q m.
    Proof. intros Hm. apply apply_distance_le; [easy|]. apply signals_input_distance; lia. Qed.

    (** v ⊙ g'(z) - v' ⊙ g'(z'), from bounds on v, z - z' and v - v'. *)
    Lemma gate_distance_le m v v' bv bd :
      (m < M)%nat -> norm (S m) v <= bv -> distance (S m) v v' <= bd ->
      distance (S m) (gate m (z m) v) (gate m (z' m) v') <= smoothness c m * bv * q m + lipschitz c m * bd.
    Proof.
      intros Hm Hv Hd. eapply Rle_trans; [now apply gate_distance|].
      assert (Hs : 0 <= smoothness c m) by now apply (smoothness_nonneg M c).
      apply Rplus_le_compat.
      - apply Rmult_le_compat; auto.
        + now apply Rmult_le_pos.
        + now apply Rmult_le_compat_l.
        + now apply signals_preactivation_distance.
      - apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|easy].
    Qed.

    (** |δ - δ'| <= t_m. *)
    Lemma signals_error_distance : forall m, (m < M)%nat -> distance (S m) (d m) (d' m) <= t m.
    Proof.
      apply induction_from_last.
      - intros H. assert (Hl : (pred M < M)%nat) by lia. unfold t.
        rewrite (error_at_last _ _ _ _ _ pass), (error_at_last _ _ _ _ _ pass'), error_distance_last by easy.
        eapply Rle_trans;
          [apply (gate_distance_le _ _ _ (loss_bound c) (loss_smoothness c * input_distance c e M)); [easy| |]|].
        + replace (S (pred M)) with M by lia. apply loss_gradient_bound.
          apply (signals_input_bound F B x z d); auto.
        + replace (S (pred M)) with M by lia. eapply Rle_trans; [apply loss_gradient_distance|].
          apply Rmult_le_compat_l; [now apply (loss_smoothness_nonneg M c)|]. now apply signals_input_distance.
        + unfold q. lra.
      - intros m Hm IH. assert (Hl : (m < M)%nat) by lia. unfold t.
        rewrite (error_at _ _ _ _ _ pass), (error_at _ _ _ _ _ pass'), error_distance_step by easy.
        assert (Hd : norm (S (S m)) (d (S m)) <= D (S m)) by (apply (signals_error_bound F B x z d); auto).
        assert (Ho : 0 <= spectral c (S m)) by now apply (spectral_nonneg M c).
        eapply Rle_trans;
          [apply (gate_distance_le _ _ _ (spectral c (S m) * D (S m))
             ((if both then error_bound M c (S m) * e (S m) else 0)
              + spectral c (S m) * error_distance M c both e (S m))); [easy| |]|].
        + eapply Rle_trans; [apply pull_bound; auto|]. now apply Rmult_le_compat_l.
        + eapply Rle_trans; [apply pull_distance; auto|]. apply Rplus_le_compat; [|now apply Rmult_le_compat_l].
          specialize (backward_apart (S m) Hm). destruct both.
          * rewrite Rmult_comm. apply Rmult_le_compat; auto.
          * specialize (apart_nonneg (S m) (B (S m)) (B' (S m))).
            replace (apart (S m) (B (S m)) (B' (S m))) with 0 by lra. lra.
        + unfold q, D. lra.
    Qed.
  End Distance.
End Layers.
