(** Bounds on the signals of a network, and on the distance of two passes, for any type of layer that provides
    [bounded_layers]. Forward and backward weights are separate: fresh, stale or mixed. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums SignalBounds.
Local Open Scope R_scope.

(** What a layer of one type does: W x; g(z); Wᵀδ; v ⊙ g'(z). Signal m enters layer m; z and δ of layer m live where
    signal m+1 does. [covered_by m W] says that om_m covers W. *)
Record layer_type := LayerType {
  signal : nat -> Type;
  weight : nat -> Type;
  norm : forall m, signal m -> R;
  distance : forall m, signal m -> signal m -> R;
  apart : forall m, weight m -> weight m -> R;
  covered_by : forall m, weight m -> Prop;
  apply : forall m, weight m -> signal m -> signal (S m);
  activate : forall m, signal (S m) -> signal (S m);
  pull : forall m, weight m -> signal (S m) -> signal m;
  gate : forall m, signal (S m) -> signal (S m) -> signal (S m) }.

(** What M layers of this type with constants c have to satisfy. *)
Record bounded_layers (M : nat) (c : constants) (T : layer_type) : Prop := {
  norm_nonneg : forall m x, 0 <= norm T m x;
  distance_nonneg : forall m x y, 0 <= distance T m x y;
  apart_nonneg : forall m W W', 0 <= apart T m W W';
  apply_bound : forall m W x, (m < M)%nat -> covered_by T m W ->
    norm T (S m) (apply T m W x) <= spectral c m * norm T m x;
  apply_distance : forall m W W' x x', (m < M)%nat -> covered_by T m W' ->
    distance T (S m) (apply T m W x) (apply T m W' x')
    <= apart T m W W' * norm T m x + spectral c m * distance T m x x';
  activate_bound : forall m z, (m < M)%nat -> norm T (S m) (activate T m z) <= lipschitz c m * norm T (S m) z;
  activate_distance : forall m z z', (m < M)%nat ->
    distance T (S m) (activate T m z) (activate T m z') <= lipschitz c m * distance T (S m) z z';
  pull_bound : forall m W d, (m < M)%nat -> covered_by T m W ->
    norm T m (pull T m W d) <= spectral c m * norm T (S m) d;
  pull_distance : forall m W W' d d', (m < M)%nat -> covered_by T m W' ->
    distance T m (pull T m W d) (pull T m W' d')
    <= apart T m W W' * norm T (S m) d + spectral c m * distance T (S m) d d';
  gate_bound : forall m z v, (m < M)%nat -> norm T (S m) (gate T m z v) <= lipschitz c m * norm T (S m) v;
  gate_distance : forall m z z' v v', (m < M)%nat ->
    distance T (S m) (gate T m z v) (gate T m z' v')
    <= smoothness c m * norm T (S m) v * distance T (S m) z z' + lipschitz c m * distance T (S m) v v' }.

(** |∇l| <= Lam0 on the reachable set; ∇l is Lam1-Lipschitz. *)
Record bounded_loss (M : nat) (c : constants) (T : layer_type) (loss_gradient : signal T M -> signal T M) : Prop := {
  loss_gradient_bound : forall o, norm T M o <= input_bound c M -> norm T M (loss_gradient o) <= loss_bound c;
  loss_gradient_distance : forall o o',
    distance T M (loss_gradient o) (loss_gradient o') <= loss_smoothness c * distance T M o o' }.

(** x, z, δ are the signals of a forward pass on F and a backward pass on B through layers 0..last. *)
Record signals (last : nat) (T : layer_type) (loss_gradient : signal T (S last) -> signal T (S last))
    (F B : forall m, weight T m) (x : forall m, signal T m) (z d : forall m, signal T (S m)) : Prop := {
  apply_at : forall m, (m < S last)%nat -> z m = apply T m (F m) (x m);
  activate_at : forall m, (m < S last)%nat -> x (S m) = activate T m (z m);
  error_at_last : d last = gate T last (z last) (loss_gradient (x (S last)));
  error_at : forall m, (S m < S last)%nat -> d m = gate T m (z m) (pull T (S m) (B (S m)) (d (S m))) }.

Section Layers.
  Variables (last : nat) (c : constants) (T : layer_type) (loss_gradient : signal T (S last) -> signal T (S last)).
  Let M := S last.
  Hypothesis constants_nonneg : nonnegative M c.
  Hypothesis laws : bounded_layers M c T.
  Hypothesis losses : bounded_loss M c T loss_gradient.

  Definition all_covered (W : forall m, weight T m) : Prop := forall m, (m < M)%nat -> covered_by T m (W m).

  Let X := input_bound c.
  Let D := error_bound M c.

  Section Bounded.
    Variables (F B : forall m, weight T m) (x : forall m, signal T m) (z d : forall m, signal T (S m)).
    Hypothesis pass : signals last T loss_gradient F B x z d.
    Hypothesis forward_covered : all_covered F.
    Hypothesis backward_covered : all_covered B.
    Hypothesis first_bound : norm T 0 (x 0%nat) <= input_norm c.

    (** |x_m| <= X_m. *)
    Lemma signals_input_bound m : (m <= M)%nat -> norm T m (x m) <= X m.
    Proof.
      induction m as [|m IH]; intros Hm; [easy|]. specialize (IH (Nat.lt_le_incl _ _ Hm)).
      rewrite (activate_at _ _ _ _ _ _ _ _ pass), (apply_at _ _ _ _ _ _ _ _ pass) by easy.
      eapply Rle_trans; [now apply (activate_bound M c T)|]. unfold X; simpl. rewrite Rmult_assoc.
      apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
      eapply Rle_trans; [apply (apply_bound M c T); auto|].
      apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|easy].
    Qed.

    (** |z_m| <= om_m X_m. *)
    Lemma signals_preactivation_bound m : (m < M)%nat -> norm T (S m) (z m) <= spectral c m * X m.
    Proof.
      intros Hm. rewrite (apply_at _ _ _ _ _ _ _ _ pass) by easy. eapply Rle_trans; [apply (apply_bound M c T); auto|].
      apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|]. apply signals_input_bound; lia.
    Qed.

    (** |δ_m| <= D_m. *)
    Lemma signals_error_bound : forall m, (m < M)%nat -> norm T (S m) (d m) <= D m.
    Proof.
      apply induction_from_last.
      - intros _. assert (Hl : (last < M)%nat) by apply Nat.lt_succ_diag_r. change (pred M) with last.
        replace (D last) with (lipschitz c last * loss_bound c) by (symmetry; apply error_bound_last).
        rewrite (error_at_last _ _ _ _ _ _ _ _ pass).
        eapply Rle_trans; [now apply (gate_bound M c T)|].
        apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
        apply (loss_gradient_bound M c T loss_gradient), signals_input_bound; auto.
      - intros m Hm IH. assert (Hl : (m < M)%nat) by lia. unfold D.
        rewrite (error_at _ _ _ _ _ _ _ _ pass), error_bound_step by easy.
        eapply Rle_trans; [now apply (gate_bound M c T)|]. rewrite Rmult_assoc.
        apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
        eapply Rle_trans; [apply (pull_bound M c T); auto|].
        apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|easy].
    Qed.
  End Bounded.

  Section Distance.
    Variables (F B F' B' : forall m, weight T m) (x x' : forall m, signal T m) (z d z' d' : forall m, signal T (S m)).
    Variables (both : bool) (e : nat -> R).
    Hypothesis pass : signals last T loss_gradient F B x z d.
    Hypothesis pass' : signals last T loss_gradient F' B' x' z' d'.
    Hypothesis forward_covered : all_covered F.
    Hypothesis forward_covered' : all_covered F'.
    Hypothesis backward_covered : all_covered B.
    Hypothesis backward_covered' : all_covered B'.
    Hypothesis first_bound : norm T 0 (x 0%nat) <= input_norm c.
    Hypothesis same_input : distance T 0 (x 0%nat) (x' 0%nat) = 0.
    Hypothesis forward_apart : forall m, (m < M)%nat -> apart T m (F m) (F' m) <= e m.
    Hypothesis backward_apart : forall m, (m < M)%nat -> apart T m (B m) (B' m) <= if both then e m else 0.

    Let p := input_distance c e.
    Let q := preactivation_distance c e.
    Let t := error_distance M c both e.

    Lemma apply_distance_le m :
      (m < M)%nat -> distance T m (x m) (x' m) <= p m -> distance T (S m) (z m) (z' m) <= q m.
    Proof.
      intros Hm Hp. rewrite (apply_at _ _ _ _ _ _ _ _ pass), (apply_at _ _ _ _ _ _ _ _ pass') by easy.
      eapply Rle_trans; [apply (apply_distance M c T); auto|]. unfold q, preactivation_distance.
      rewrite (Rmult_comm (input_bound c m)).
      pose proof (apart_nonneg M c T laws m (F m) (F' m)). pose proof (norm_nonneg M c T laws m (x m)).
      apply Rplus_le_compat.
      - apply Rmult_le_compat; auto. apply (signals_input_bound F B x z d); auto with arith.
      - apply Rmult_le_compat_l; [now apply (spectral_nonneg M c)|easy].
    Qed.

    (** |x - x'| <= p_m. *)
    Lemma signals_input_distance m : (m <= M)%nat -> distance T m (x m) (x' m) <= p m.
    Proof.
      induction m as [|m IH]; intros Hm; [rewrite same_input; unfold p; simpl; lra|].
      rewrite (activate_at _ _ _ _ _ _ _ _ pass), (activate_at _ _ _ _ _ _ _ _ pass') by easy.
      eapply Rle_trans; [now apply (activate_distance M c T)|].
      apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|].
      apply apply_distance_le; [easy|]. apply IH; lia.
    Qed.

    (** |z - z'| <= q_m. *)
    Lemma signals_preactivation_distance m : (m < M)%nat -> distance T (S m) (z m) (z' m) <= q m.
    Proof. intros Hm. apply apply_distance_le; [easy|]. apply signals_input_distance; lia. Qed.

    (** v ⊙ g'(z) - v' ⊙ g'(z'), from bounds on v, z - z' and v - v'. *)
    Lemma gate_distance_le m v v' bv bd :
      (m < M)%nat -> norm T (S m) v <= bv -> distance T (S m) v v' <= bd ->
      distance T (S m) (gate T m (z m) v) (gate T m (z' m) v') <= smoothness c m * bv * q m + lipschitz c m * bd.
    Proof.
      intros Hm Hv Hd. eapply Rle_trans; [now apply (gate_distance M c T)|].
      assert (Hs : 0 <= smoothness c m) by now apply (smoothness_nonneg M c).
      pose proof (norm_nonneg M c T laws (S m) v). pose proof (distance_nonneg M c T laws (S m) (z m) (z' m)).
      apply Rplus_le_compat.
      - apply Rmult_le_compat; auto.
        + now apply Rmult_le_pos.
        + now apply Rmult_le_compat_l.
        + now apply signals_preactivation_distance.
      - apply Rmult_le_compat_l; [now apply (lipschitz_nonneg M c)|easy].
    Qed.

    (** |δ - δ'| <= t_m. *)
    Lemma signals_error_distance : forall m, (m < M)%nat -> distance T (S m) (d m) (d' m) <= t m.
    Proof.
      apply induction_from_last.
      - intros _. assert (Hl : (last < M)%nat) by apply Nat.lt_succ_diag_r. change (pred M) with last.
        replace (t last) with (lipschitz c last * loss_smoothness c * p M + loss_bound c * smoothness c last * q last)
          by (symmetry; apply error_distance_last).
        rewrite (error_at_last _ _ _ _ _ _ _ _ pass), (error_at_last _ _ _ _ _ _ _ _ pass').
        eapply Rle_trans;
          [apply (gate_distance_le _ _ _ (loss_bound c) (loss_smoothness c * input_distance c e M)); [easy| |]|].
        + apply (loss_gradient_bound M c T loss_gradient); [easy|].
          apply (signals_input_bound F B x z d); auto.
        + eapply Rle_trans; [now apply (loss_gradient_distance M c T loss_gradient)|].
          apply Rmult_le_compat_l; [now apply (loss_smoothness_nonneg M c)|]. now apply signals_input_distance.
        + unfold p, q. lra.
      - intros m Hm IH. assert (Hl : (m < M)%nat) by lia. unfold t.
        rewrite (error_at _ _ _ _ _ _ _ _ pass), (error_at _ _ _ _ _ _ _ _ pass'), error_distance_step by easy.
        assert (Hd : norm T (S (S m)) (d (S m)) <= D (S m)) by (apply (signals_error_bound F B x z d); auto).
        assert (Ho : 0 <= spectral c (S m)) by now apply (spectral_nonneg M c).
        eapply Rle_trans;
          [apply (gate_distance_le _ _ _ (spectral c (S m) * D (S m))
             ((if both then error_bound M c (S m) * e (S m) else 0)
              + spectral c (S m) * error_distance M c both e (S m))); [easy| |]|].
        + eapply Rle_trans; [apply (pull_bound M c T); auto|]. now apply Rmult_le_compat_l.
        + eapply Rle_trans; [apply (pull_distance M c T); auto|]. apply Rplus_le_compat; [|now apply Rmult_le_compat_l].
          pose proof (apart_nonneg M c T laws (S m) (B (S m)) (B' (S m))) as Ha.
          pose proof (norm_nonneg M c T laws (S (S m)) (d (S m))).
          specialize (backward_apart (S m) Hm). destruct both.
          * rewrite Rmult_comm. apply Rmult_le_compat; auto.
          * replace (apart T (S m) (B (S m)) (B' (S m))) with 0 by lra. lra.
        + unfold q, D. lra.
    Qed.
  End Distance.
End Layers.
