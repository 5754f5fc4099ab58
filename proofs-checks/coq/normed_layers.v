(** Claim    between normed modules, with layers that are bounded bilinear maps of weights and signals: the bounds
             (S) on x_m, z_m, δ_m, and the bounds (T) on the distance of two passes, forward and backward weights
             separate: fresh, stale or mixed
    For      bounded_signals, signal_stability, signal_delay_error
    Source   AP Lemmas 1, 3, 5, 8, 9
    Assumes  |W x| <= |W| |x|, |Wᵀδ| <= |W| |δ|, both linear in W and in the signal; |W x| <= om_m |x| and |Wᵀδ| <=
             om_m |δ| for the weights in use; g_m(0) = 0, g_m is l_m-Lipschitz; v -> v ⊙ g'(z) is linear, at most l_m
             |v|, and changes with z by at most s_m |v| |z - z'|; |x| <= χ, |∇l| <= Lam0 on |o| <= X_M, ∇l is
             Lam1-Lipschitz; the constants are not negative *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import SignalBounds Layers.
Local Open Scope R_scope.

Section NormedLayers.
  Variables (last : nat) (c : constants) (V P : nat -> NormedModule R_AbsRing).
  Variables (map : forall m, P m -> V m -> V (S m)) (transposed : forall m, P m -> V (S m) -> V m).
  Variables (g : forall m, V (S m) -> V (S m)) (times_slope : forall m, V (S m) -> V (S m) -> V (S m)).
  Hypothesis map_minus_l : forall m W W' x, map m (minus W W') x = minus (map m W x) (map m W' x).
  Hypothesis map_minus_r : forall m W x x', map m W (minus x x') = minus (map m W x) (map m W x').
  Hypothesis map_norm : forall m W x, Hierarchy.norm (map m W x) <= Hierarchy.norm W * Hierarchy.norm x.
  Hypothesis transposed_minus_l :
    forall m W W' d, transposed m (minus W W') d = minus (transposed m W d) (transposed m W' d).
  Hypothesis transposed_minus_r :
    forall m W d d', transposed m W (minus d d') = minus (transposed m W d) (transposed m W d').
  Hypothesis transposed_norm : forall m W d, Hierarchy.norm (transposed m W d) <= Hierarchy.norm W * Hierarchy.norm d.
  Hypothesis g_zero : forall m, (m <= last)%nat -> g m zero = zero.
  Hypothesis g_lipschitz : forall m z z', (m <= last)%nat ->
    Hierarchy.norm (minus (g m z) (g m z')) <= lipschitz c m * Hierarchy.norm (minus z z').
  Hypothesis slope_minus :
    forall m z v v', times_slope m z (minus v v') = minus (times_slope m z v) (times_slope m z v').
  Hypothesis slope_norm : forall m z v, (m <= last)%nat ->
    Hierarchy.norm (times_slope m z v) <= lipschitz c m * Hierarchy.norm v.
  Hypothesis slope_lipschitz : forall m z z' v, (m <= last)%nat ->
    Hierarchy.norm (minus (times_slope m z v) (times_slope m z' v))
    <= smoothness c m * Hierarchy.norm v * Hierarchy.norm (minus z z').

  Definition normed_layers : layer_type := {|
    signal := V;
    weight := P;
    Layers.norm := fun m => @Hierarchy.norm _ (V m);
    Layers.distance := fun m x y => Hierarchy.norm (minus x y);
    apart := fun m W W' => Hierarchy.norm (minus W W');
    covered_by := fun m W =>
      (forall x, Hierarchy.norm (map m W x) <= spectral c m * Hierarchy.norm x)
      /\ (forall d, Hierarchy.norm (transposed m W d) <= spectral c m * Hierarchy.norm d);
    apply := map;
    activate := g;
    pull := transposed;
    gate := times_slope |}.

  (** B W x - B W' x' = B (W - W') x + B W' (x - x') of a bounded bilinear map. *)
  Lemma bilinear_distance {A B C : NormedModule R_AbsRing} (b : A -> B -> C) om W W' x x' :
    (forall W W' x, b (minus W W') x = minus (b W x) (b W' x)) ->
    (forall W x x', b W (minus x x') = minus (b W x) (b W x')) ->
    (forall W x, Hierarchy.norm (b W x) <= Hierarchy.norm W * Hierarchy.norm x) ->
    (forall x, Hierarchy.norm (b W' x) <= om * Hierarchy.norm x) ->
    Hierarchy.norm (minus (b W x) (b W' x'))
    <= Hierarchy.norm (minus W W') * Hierarchy.norm x + om * Hierarchy.norm (minus x x').
  Proof.
    intros Hl Hr Hb Hom. rewrite (minus_trans (b W' x)), <- Hl, <- Hr.
    eapply Rle_trans; [apply norm_triangle|]. now apply Rplus_le_compat.
  Qed.

  Lemma normed_layers_bounded : bounded_layers (S last) c normed_layers.
  Proof.
    split; simpl; intros.
    - apply norm_ge_0.
    - apply norm_ge_0.
    - apply norm_ge_0.
    - now apply H0.
    - apply bilinear_distance; auto. apply H0.
    - pose proof (g_lipschitz m z zero (proj1 (Nat.lt_succ_r _ _) H)) as K.
      rewrite g_zero, !minus_zero_r in K by lia. exact K.
    - apply g_lipschitz; lia.
    - now apply H0.
    - apply bilinear_distance; auto. apply H0.
    - apply slope_norm; lia.
    - rewrite (minus_trans (times_slope m z' v)), <- slope_minus.
      eapply Rle_trans; [apply norm_triangle|]. apply Rplus_le_compat; [apply slope_lipschitz|apply slope_norm]; lia.
  Qed.

  Variable loss_gradient : V (S last) -> V (S last).
  Hypothesis nonneg : nonnegative (S last) c.
  Hypothesis loss_bounded : bounded_loss (S last) c normed_layers loss_gradient.

  Theorem normed_signals_bounded F B x z d :
    signals last normed_layers loss_gradient F B x z d ->
    all_covered last normed_layers F -> all_covered last normed_layers B -> Hierarchy.norm (x 0%nat) <= input_norm c ->
    (forall m, (m <= S last)%nat -> Hierarchy.norm (x m) <= input_bound c m)
    /\ (forall m, (m < S last)%nat -> Hierarchy.norm (z m) <= spectral c m * input_bound c m)
    /\ (forall m, (m < S last)%nat -> Hierarchy.norm (d m) <= error_bound (S last) c m).
  Proof.
    intros Hs HF HB Hx. pose proof normed_layers_bounded as Hl. split; [|split]; intros m Hm.
    - now apply (signals_input_bound last c normed_layers loss_gradient nonneg Hl F B x z d Hs).
    - now apply (signals_preactivation_bound last c normed_layers loss_gradient nonneg Hl F B x z d Hs).
    - now apply (signals_error_bound last c normed_layers loss_gradient nonneg Hl loss_bounded F B x z d Hs).
  Qed.

  Theorem normed_signals_distance F B F' B' x z d x' z' d' (both : bool) (e : nat -> R) :
    signals last normed_layers loss_gradient F B x z d -> signals last normed_layers loss_gradient F' B' x' z' d' ->
    all_covered last normed_layers F -> all_covered last normed_layers F' ->
    all_covered last normed_layers B -> all_covered last normed_layers B' ->
    Hierarchy.norm (x 0%nat) <= input_norm c -> x 0%nat = x' 0%nat ->
    (forall m, (m < S last)%nat -> Hierarchy.norm (minus (F m) (F' m)) <= e m) ->
    (forall m, (m < S last)%nat -> Hierarchy.norm (minus (B m) (B' m)) <= if both then e m else 0) ->
    (forall m, (m <= S last)%nat -> Hierarchy.norm (minus (x m) (x' m)) <= input_distance c e m)
    /\ (forall m, (m < S last)%nat -> Hierarchy.norm (minus (z m) (z' m)) <= preactivation_distance c e m)
    /\ (forall m, (m < S last)%nat -> Hierarchy.norm (minus (d m) (d' m)) <= error_distance (S last) c both e m).
  Proof.
    intros Hs Hs' HF HF' HB HB' Hx E He Hb. pose proof normed_layers_bounded as Hl.
    assert (H0 : Layers.distance normed_layers 0 (x 0%nat) (x' 0%nat) = 0).
    { simpl. rewrite E, minus_eq_zero. apply norm_zero. }
    split; [|split]; intros m Hm.
    - now apply (signals_input_distance last c normed_layers loss_gradient nonneg Hl F B F' B' x x' z d z' d' e Hs Hs').
    - now apply (signals_preactivation_distance last c normed_layers loss_gradient nonneg Hl F B F' B' x x' z d z' d' e
                   Hs Hs').
    - now apply (signals_error_distance last c normed_layers loss_gradient nonneg Hl loss_bounded
                   F B F' B' x x' z d z' d' both e Hs Hs').
  Qed.
End NormedLayers.
